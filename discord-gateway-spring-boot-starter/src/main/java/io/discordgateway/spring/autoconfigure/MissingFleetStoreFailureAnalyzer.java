package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do without a store that instances of a fleet could share.
 */
class MissingFleetStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingFleetStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingFleetStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				Do one of these:

				- for Redis: add spring-boot-starter-data-redis and \
				org.springframework.integration:spring-integration-core, and configure spring.data.redis.*
				- for a database: add spring-boot-starter-jdbc and \
				org.springframework.integration:spring-integration-jdbc, configure spring.datasource.*, and make the \
				table INT_METADATA_STORE (org/springframework/integration/jdbc/schema-*.sql)
				- for another engine: declare one bean of type ConcurrentMetadataStore; of several, mark one as @Primary
				- if the application has several connections, mark one as @Primary
				- for a bot of one process: leave discord.gateway.fleet.enabled out

				A ResumeStore of the application's own has to be a SharedResumeStore.""", cause);
	}

}
