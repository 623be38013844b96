package io.discordgateway.spring.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link DiscordGatewayProperties.Fleet}: which shards a process runs that has
 * a number.
 */
class FleetPropertiesTests {

	private MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "16, 4", "10, 4", "4, 4", "7, 1", "5, 3" })
	void everyShardIsRunByOneProcess(int total, int size) {
		List<Integer> all = new ArrayList<>();
		for (int ordinal = 0; ordinal < size; ordinal++) {
			List<Integer> own = bind(total, "ordinal=" + ordinal, "size=" + size).shardIds();
			assertThat(own).isNotEmpty().hasSizeBetween(total / size, total / size + 1);
			all.addAll(own);
		}
		assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, total).boxed().toList());
	}

	@Test
	void noTwoProcessesShareABucketOfIdentifiesWhereTheirNumberDividesMaxConcurrency() { // R12
		int maxConcurrency = 16;
		Map<Integer, Integer> processes = new HashMap<>();
		for (int ordinal = 0; ordinal < 8; ordinal++) {
			for (int id : bind(64, "ordinal=" + ordinal, "size=8").shardIds()) {
				assertThat(processes.putIfAbsent(id % maxConcurrency, ordinal)).isIn(null, ordinal);
			}
		}
		assertThat(processes).hasSize(maxConcurrency);
	}

	@Test
	void nameOfAPodTellsTheNumber() {
		assertThat(bind(8, "ordinal=bot-3", "size=4").shardIds()).containsExactly(3, 7);
		assertThat(bind(8, "ordinal=my-2-bots-1", "size=4").shardIds()).containsExactly(1, 5);
	}

	@Test
	void withoutANumberAllAreRunOrThoseThatAreListed() {
		assertThat(bind(8).shardIds()).isNull();
		assertThat(bind(8, "ordinal=", "ids=1,2").shardIds()).containsExactly(1, 2);
	}

	@ParameterizedTest
	@CsvSource({ "8, ordinal=1, size=, fleet.ordinal, number of processes",
			"8, ordinal=, size=4, fleet.size, number of this process",
			"8, ordinal=4, size=4, fleet.ordinal, 'which is 3'", "8, ordinal=bot, size=4, fleet.ordinal, bot-3",
			"8, ordinal=0, size=0, fleet.size, 1 or more", "auto, ordinal=0, size=4, fleet.ordinal, would not agree",
			"3, ordinal=0, size=4, sharding.total, would have no shard" })
	void whatDoesNotFitFailsTheStartWithWhatToDo(String total, String ordinal, String size, String property,
			String reason) {
		InvalidConfigurationPropertyValueException cause = cause(() -> bind(total, ordinal, size));
		assertThat(cause.getName()).isEqualTo("discord.gateway." + property);
		assertThat(cause.getReason()).contains(reason);
	}

	@Test
	void listOfShardsBesideANumberFailsTheStart() {
		InvalidConfigurationPropertyValueException cause = cause(() -> bind(8, "ordinal=0", "size=4", "ids=0-3"));
		assertThat(cause.getName()).isEqualTo("discord.gateway.sharding.ids");
		assertThat(cause.getReason()).contains("follows from");
	}

	@Test
	void numberInAFleetThatDividesItsShardsItselfFailsTheStart() {
		InvalidConfigurationPropertyValueException cause = cause(() -> bind(8, "ordinal=0", "size=4", "enabled=true"));
		assertThat(cause.getName()).isEqualTo("discord.gateway.fleet.ordinal");
		assertThat(cause.getReason()).contains("leave out one");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gate-url=ftp://gate", "gate-url=http://user@gate", "gate-url=gate", "gate-timeout=0s" })
	void gateThatNobodyCouldAskFailsTheStart(String property) {
		InvalidConfigurationPropertyValueException cause = cause(() -> bind(8, property));
		assertThat(cause.getName()).isEqualTo("discord.gateway.fleet." + property.substring(0, property.indexOf('=')));
	}

	/* Spring Boot explains it, if the property that it names is set. */
	private InvalidConfigurationPropertyValueException cause(ThrowingCallable bind) {
		Throwable failure = catchThrowable(bind);
		assertThat(failure).hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class);
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		InvalidConfigurationPropertyValueException invalid = (InvalidConfigurationPropertyValueException) cause;
		assertThat(this.environment.getProperty(invalid.getName())).isNotNull();
		return invalid;
	}

	private DiscordGatewayProperties bind(Object total, String... properties) {
		this.environment = new MockEnvironment();
		if (!total.equals("auto")) {
			this.environment.setProperty("discord.gateway.sharding.total", total.toString());
		}
		for (String property : properties) {
			String[] pair = property.split("=", 2);
			if (!pair[1].isEmpty()) {
				this.environment.setProperty(
						"discord.gateway." + (pair[0].equals("ids") ? "sharding." : "fleet.") + pair[0], pair[1]);
			}
		}
		return Binder.get(this.environment).bindOrCreate("discord.gateway", DiscordGatewayProperties.class);
	}

}
