package io.discordgateway.spring.autoconfigure;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.Recovery;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ShardFailedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the failure analyzers.
 */
class FailureAnalyzerTests {

	@Test
	void refusedTokenIsToBeReplaced() {
		FailureAnalysis analysis = new InvalidTokenFailureAnalyzer()
			.analyze(new IllegalStateException(new InvalidTokenException("refused")));
		assertThat(analysis.getAction()).contains("discord.gateway.token").contains("Developer Portal");
	}

	@ParameterizedTest
	@CsvSource({ "AUTHENTICATION_FAILED, discord.gateway.token", "DISALLOWED_INTENTS, Privileged Gateway Intents",
			"INVALID_INTENTS, discord.gateway.intents", "INVALID_SHARD, discord.gateway.sharding.ids",
			"SHARDING_REQUIRED, discord.gateway.sharding.total", "INVALID_API_VERSION, Update discord-gateway" })
	void failedShardSaysWhatToDo(GatewayCloseCode closeCode, String action) {
		assertThat(closeCode.recovery()).isEqualTo(Recovery.STOP);
		FailureAnalysis analysis = new ShardFailedFailureAnalyzer()
			.analyze(new ShardFailedEvent(this, ShardId.SINGLE, closeCode, closeCode.explanation()).toException());
		assertThat(analysis.getAction()).contains(action);
		assertThat(analysis.getDescription()).contains("[shard 0/1]");
	}

	@Test
	void fleetWithoutAStoreSaysWhatToAdd() {
		FailureAnalysis analysis = new MissingFleetStoreFailureAnalyzer()
			.analyze(new IllegalStateException(new MissingFleetStoreException(null)));
		assertThat(analysis.getDescription()).contains("discord.gateway.fleet.enabled");
		assertThat(analysis.getAction()).contains("spring-boot-starter-data-redis", "spring-integration-jdbc",
				"INT_METADATA_STORE", "ConcurrentMetadataStore", "SharedResumeStore");
	}

	@Test
	void analyzersAreRegistered() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class,
					SpringFactoriesLoader.FailureHandler
						.logging(org.apache.commons.logging.LogFactory.getLog(getClass()))))
			.extracting((analyzer) -> (Object) analyzer.getClass())
			.contains(MissingTokenFailureAnalyzer.class, InvalidTokenFailureAnalyzer.class,
					GatewayLookupRefusedFailureAnalyzer.class, PrivilegedIntentFailureAnalyzer.class,
					ShardFailedFailureAnalyzer.class, MissingFleetStoreFailureAnalyzer.class,
					TransportNotAvailableFailureAnalyzer.class);
	}

}
