package io.discordgateway.spring.session;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a metadata store that processes cannot share.
 */
class UnsharedMetadataStoreFailureAnalyzer extends AbstractFailureAnalyzer<UnsharedMetadataStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsharedMetadataStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				Do one of these:

				- use a ConcurrentMetadataStore, as those of Spring Integration are: RedisMetadataStore, \
				JdbcMetadataStore, HazelcastMetadataStore, MongoDbMetadataStore, ZookeeperMetadataStore
				- implement putIfAbsent and replace of ConcurrentMetadataStore in your own
				- for one process at a time: discord.gateway.session.store=file""", cause);
	}

}
