package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do without the store that sessions are to be kept in.
 */
class MissingResumeStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingResumeStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingResumeStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				The store 'metadata-store' needs Spring Integration and one bean of its type MetadataStore:

				- add org.springframework.integration:spring-integration-core, or the module of your engine \
				(spring-integration-redis, -jdbc, -hazelcast, ...)
				- declare the bean, for example new RedisMetadataStore(connectionFactory); of several, \
				mark one as @Primary

				Or set discord.gateway.session.store to 'file' or 'none'.""", cause);
	}

}
