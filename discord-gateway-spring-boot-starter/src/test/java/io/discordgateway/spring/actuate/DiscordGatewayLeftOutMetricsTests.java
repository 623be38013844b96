package io.discordgateway.spring.actuate;

import java.nio.charset.StandardCharsets;
import java.util.Collections;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.LeftOut;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscordGatewayLeftOutMetrics} (R46).
 */
class DiscordGatewayLeftOutMetricsTests {

	private static final String NAME = "discord.gateway.dispatch.left.out";

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final DiscordGatewayLeftOutMetrics metrics = new DiscordGatewayLeftOutMetrics();

	@Test
	void valuesAreCountedByEventAndFieldBeforeAndAfterTheRegistryIsThere() {
		leftOut(DispatchType.GUILD_CREATE, "{'presences': [{'user': {'id': '1'}, 'status': {}}]}");
		this.metrics.bindTo(this.registry);
		leftOut(DispatchType.GUILD_CREATE,
				"{'presences': [{'user': {'id': '1'}, 'status': {}}, {'user': {'id': '2'}, 'status': []}]}");
		leftOut(DispatchType.MESSAGE_CREATE, "{'content': {}, 'tts': {}}");
		assertThat(count("GUILD_CREATE", "presences.status")).isEqualTo(3);
		assertThat(count("MESSAGE_CREATE", "content")).isEqualTo(1);
	}

	@Test
	void whatIsNotToldOneByOneIsCountedTogether() {
		this.metrics.bindTo(this.registry);
		leftOut(DispatchType.GUILD_MEMBERS_CHUNK,
				"{'not_found': [" + String.join(",", Collections.nCopies(150, "{}")) + "]}");
		assertThat(count("GUILD_MEMBERS_CHUNK", "not_found")).isEqualTo(100);
		assertThat(count("GUILD_MEMBERS_CHUNK", "other")).isEqualTo(50);
	}

	@Test
	void peerCannotMakeCountersWithoutEnd() {
		this.metrics.bindTo(this.registry);
		String values = "{'content': {}, 'tts': {}, 'pinned': {}, 'mention_everyone': {}, 'position': {}, 'type': {}}";
		for (int depth = 0; depth < 100; depth++) {
			leftOut(DispatchType.MESSAGE_CREATE, "{'referenced_message': ".repeat(depth) + values + "}".repeat(depth));
		}
		assertThat(this.registry.find(NAME).functionCounters()).hasSizeBetween(500, 501);
		assertThat(count("other", "other")).isGreaterThan(90);
	}

	@Test
	void metricsAreMadeWithTheOthers() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(DiscordGatewayLeftOutMetrics.class));
	}

	private double count(String event, String field) {
		return this.registry.get(NAME).tag("event", event).tag("field", field).functionCounter().count();
	}

	private void leftOut(DispatchType type, String json) {
		LeftOut leftOut = new LeftOut();
		type.decode(RawPayload.json(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), leftOut);
		this.metrics.leftOut(type.name(), leftOut);
	}

}
