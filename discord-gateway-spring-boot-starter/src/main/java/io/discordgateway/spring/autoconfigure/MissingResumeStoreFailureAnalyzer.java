package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do without the store that sessions are to be kept in.
 */
class MissingResumeStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingResumeStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingResumeStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"""
						The store 'metadata-store' needs Spring Integration and one bean of its type MetadataStore:

						- with spring-boot-starter-data-redis and org.springframework.integration:spring-integration-core, or \
						with spring-boot-starter-jdbc and spring-integration-jdbc, it is made from the application's connection
						- for another engine add its module (spring-integration-hazelcast, -mongodb, ...) and declare the bean, \
						a ConcurrentMetadataStore; of several, mark one as @Primary

						Or set discord.gateway.session.store to 'file' or 'none'.""",
				cause);
	}

}
