package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do without the store that processes are to share.
 */
class MissingSharedStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingSharedStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingSharedStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				It takes Spring Integration and one bean of its type ConcurrentMetadataStore, on an engine that \
				all processes of the bot reach:

				- add the module of your engine (org.springframework.integration:spring-integration-redis, \
				-jdbc, -hazelcast, ...)
				- declare the bean, for example new RedisMetadataStore(connectionFactory); of several, \
				mark one as @Primary

				Or set discord.gateway.rest.limits to 'process'.""", cause);
	}

}
