package io.discordgateway.spring.dispatch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.discordgateway.model.Encodable;
import io.discordgateway.model.GuildCreate;
import io.discordgateway.model.MessageDelete;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.TypingStart;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventDispatcher} and {@link DispatchEvent}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EventDispatcherTests {

	private static final String DELETED = "{\"id\":\"11\",\"channel_id\":\"12\",\"guild_id\":\"13\"}";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private EventDispatcher dispatcher;

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void listenerOfThePayloadGetsIt() {
		Payloads payloads = start(Payloads.class);
		publish("MESSAGE_DELETE", 7, DELETED);
		assertThat(payloads.seen).singleElement()
			.satisfies((deleted) -> assertThat(deleted.channelId().toString()).contains("12"));
	}

	@Test
	void listenerOfTheEventGetsNumberShardAndJson() {
		Events events = start(Events.class);
		publish("MESSAGE_DELETE", 7, DELETED);
		publish("TYPING_START", 8, "{}");
		assertThat(events.seen).singleElement().satisfies((event) -> {
			assertThat(event.sequence()).isEqualTo(7);
			assertThat(event.shard()).isEqualTo(ShardId.SINGLE);
			assertThat(event.name()).isEqualTo("MESSAGE_DELETE");
			assertThat(event.rawJson()).isEqualTo(DELETED);
			assertThat(event.payloadSize()).isEqualTo(DELETED.getBytes(StandardCharsets.UTF_8).length);
			assertThat(event.isReplayed()).isFalse();
			assertThat(event.getPayload()).isSameAs(event.getPayload());
		});
	}

	@Test
	void listenerOfAllEventsGetsKnownAndUnknownOnes() {
		Everything everything = start(Everything.class);
		publish("MESSAGE_DELETE", 1, DELETED);
		publish("NEW_IN_2030", 2, "{\"a\":1}");
		assertThat(everything.seen).extracting(DispatchEvent::name).containsExactly("MESSAGE_DELETE", "NEW_IN_2030");
		assertThat(everything.seen.get(1).getPayload()).isInstanceOf(JsonNode.class);
		assertThat(this.dispatcher.findListenersForAll()).singleElement().asString().contains("Everything");
	}

	@Test
	void conditionOnTheNameSelects() {
		Conditional conditional = start(Conditional.class);
		publish("MESSAGE_DELETE", 1, DELETED);
		publish("NEW_IN_2030", 2, "{}");
		assertThat(conditional.seen).extracting(DispatchEvent::name).containsExactly("MESSAGE_DELETE");
	}

	@Test
	void unknownEventsReachListenersOfJson() {
		Json json = start(Json.class);
		publish("NEW_IN_2030", 2, "{\"a\":1}");
		assertThat(json.seen).singleElement().satisfies((node) -> assertThat(node.path("a").asInt()).isEqualTo(1));
		assertThat(this.dispatcher.wants("MESSAGE_DELETE")).isFalse();
	}

	@Test
	void whatNobodyListensToIsNotWanted() {
		start(Payloads.class);
		assertThat(this.dispatcher.wants("MESSAGE_DELETE")).isTrue();
		assertThat(this.dispatcher.wants("TYPING_START")).isFalse();
		assertThat(this.dispatcher.wants("NEW_IN_2030")).isFalse();
		assertThat(this.dispatcher.findListenersForAll()).isEmpty();
		assertThat(this.dispatcher.findListeners("MESSAGE_DELETE")).singleElement().asString().contains("Payloads");
		assertThat(this.dispatcher.findListeners("TYPING_START")).isEmpty();
	}

	@Test
	void namesWithoutEndAreAnsweredToo() {
		start(Json.class);
		for (int i = 0; i <= 2 * EventDispatcher.MAX_KEPT_TYPES; i++) {
			assertThat(this.dispatcher.wants("NEW_" + i)).isTrue();
		}
		assertThat(this.dispatcher.wants("MESSAGE_DELETE")).isFalse();
	}

	@Test
	void listenerAddedLaterCounts() {
		start(Payloads.class);
		assertThat(this.dispatcher.wants("TYPING_START")).isFalse();
		List<Encodable> seen = new ArrayList<>();
		this.context.addApplicationListener(new TypingListener(seen::add));
		assertThat(this.dispatcher.wants("TYPING_START")).isTrue();
	}

	@Test
	void payloadIsDecodedOnlyWhenAskedFor() {
		Everything everything = start(Everything.class);
		publish("MESSAGE_DELETE", 1, "{broken");
		assertThat(everything.seen).singleElement()
			.satisfies((event) -> assertThat(event.rawJson()).isEqualTo("{broken"));
	}

	@Test
	void listenerThatFailsIsLoggedWithShardEventAndSequenceAndStopsNothing(CapturedOutput output) {
		Failing failing = start(Failing.class);
		publish("MESSAGE_DELETE", 41, DELETED);
		publish("MESSAGE_DELETE", 42, DELETED);
		assertThat(failing.calls).isEqualTo(2);
		assertThat(output).contains("[shard 0/1]").contains("MESSAGE_DELETE").contains("41").contains("42");
	}

	@Test
	void payloadThatDoesNotDecodeIsAListenersErrorThatShowsNoContent(CapturedOutput output) {
		start(Payloads.class);
		publish("MESSAGE_DELETE", 43, "{\"id\":privatewords}");
		publish("NEW_IN_2030", 44, "{}");
		assertThat(output).contains("MESSAGE_DELETE (sequence 43)")
			.contains("does not decode")
			.doesNotContain("privatewords");
	}

	@Test
	void eventArrivesWithoutAValueOfAWrongKindAndSaysSo() { // R46
		Events events = start(Events.class);
		List<String> told = new ArrayList<>();
		this.dispatcher = new EventDispatcher(this.context, false, InstantSource.system(), false,
				List.of((name, leftOut) -> told.add(name + " " + leftOut.values().get(0).field())));
		publish("MESSAGE_DELETE", 44, "{\"id\":{\"privatewords\":1},\"channel_id\":\"12\"}");
		publish("MESSAGE_DELETE", 45, DELETED);
		assertThat(events.seen).hasSize(2);
		DispatchEvent<MessageDelete> odd = events.seen.get(0);
		assertThat(odd.leftOut().values()).singleElement().satisfies((value) -> {
			assertThat(value.path()).isEqualTo("/id");
			assertThat(value.problem()).isEqualTo("expected a snowflake but found an object");
		});
		assertThat(odd.getPayload().channelId()).isEqualTo(Snowflake.of(12));
		assertThat(odd.getPayload().id()).isNull();
		assertThat(odd.rawJson()).contains("privatewords");
		assertThat(events.seen.get(1).leftOut().isEmpty()).isTrue();
		assertThat(told).containsExactly("MESSAGE_DELETE id");
	}

	@Test
	void valueOfAWrongKindIsAnErrorIfDecodingIsStrict(CapturedOutput output) {
		Payloads payloads = start(Payloads.class);
		this.dispatcher = new EventDispatcher(this.context, false, InstantSource.system(), true, List.of());
		publish("MESSAGE_DELETE", 44, "{\"id\":{\"privatewords\":1}}");
		publish("MESSAGE_DELETE", 45, DELETED);
		assertThat(payloads.seen).hasSize(1);
		assertThat(output).contains("MESSAGE_DELETE (sequence 44)")
			.contains("expected a snowflake but found an object at '/id'")
			.doesNotContain("privatewords");
	}

	@Test
	void guildWithOneOddPresenceArrivesWhateverThePolicy() { // R46
		Guilds guilds = start(Guilds.class);
		for (DispatchErrorHandler policy : List.of(ErrorPolicies.log(), ErrorPolicies.stop(),
				ErrorPolicies.retry(5, Duration.ofMillis(500), Duration.ofSeconds(30)))) {
			publish("GUILD_CREATE", 1, """
					{"id": "1", "presences": [{"user": {"id": "2"}, "activities": [{"created_at": "1628629162447"}]},
					{"user": {"id": "3"}}]}""", policy);
		}
		assertThat(guilds.seen).hasSize(3)
			.allSatisfy((guild) -> assertThat(guild.presences()).extracting((presence) -> presence.user().id())
				.containsExactly(Snowflake.of(2), Snowflake.of(3)));
	}

	@Test
	void listenerThatThrowsACheckedExceptionShowsNoContent(CapturedOutput output) {
		start(Checked.class);
		publish("MESSAGE_DELETE", 46, DELETED.replace("11", "4711"));
		assertThat(output).contains("MESSAGE_DELETE (sequence 46)")
			.contains("java.io.IOException")
			.doesNotContain("4711");
	}

	@Test
	void unknownEventThatIsNoJsonShowsNoContentEither(CapturedOutput output) {
		start(Json.class);
		publish("NEW_IN_2030", 45, "privatewords");
		assertThat(output).contains("NEW_IN_2030 (sequence 45)").doesNotContain("privatewords");
	}

	private <T> T start(Class<T> listener) {
		this.context.register(listener);
		this.context.refresh();
		this.dispatcher = new EventDispatcher(this.context);
		return this.context.getBean(listener);
	}

	private void publish(String name, long sequence, String json) {
		publish(name, sequence, json, ErrorPolicies.log());
	}

	private void publish(String name, long sequence, String json, DispatchErrorHandler policy) {
		LaneOptions options = new LaneOptions(Ordering.SHARD, 10, 1000, Duration.ofMinutes(1), policy);
		Lane lane = this.dispatcher.newLane(ShardId.SINGLE, Runnable::run, (delay, task) -> task,
				InstantSource.system(), options);
		lane.add(this, new ShardEvent.Dispatched(name, sequence, false, json.getBytes(StandardCharsets.UTF_8)));
		lane.handOver();
	}

	static class Payloads {

		final List<MessageDelete> seen = new ArrayList<>();

		@EventListener
		void on(MessageDelete deleted) {
			this.seen.add(deleted);
		}

	}

	static class Guilds {

		final List<GuildCreate> seen = new ArrayList<>();

		@EventListener
		void on(GuildCreate guild) {
			this.seen.add(guild);
		}

	}

	static class Events {

		final List<DispatchEvent<MessageDelete>> seen = new ArrayList<>();

		@EventListener
		void on(DispatchEvent<MessageDelete> event) {
			this.seen.add(event);
		}

	}

	static class Everything {

		final List<DispatchEvent<?>> seen = new ArrayList<>();

		@EventListener
		void on(DispatchEvent<?> event) {
			this.seen.add(event);
		}

	}

	static class Conditional {

		final List<DispatchEvent<?>> seen = new ArrayList<>();

		@EventListener(condition = "#event.name == 'MESSAGE_DELETE'")
		void on(DispatchEvent<?> event) {
			this.seen.add(event);
		}

	}

	static class Json {

		final List<JsonNode> seen = new ArrayList<>();

		@EventListener
		void on(JsonNode json) {
			this.seen.add(json);
		}

	}

	static class Checked {

		@EventListener
		void on(MessageDelete deleted) throws IOException {
			throw new IOException("on purpose");
		}

	}

	static class Failing {

		int calls;

		@EventListener
		void on(MessageDelete deleted) {
			this.calls++;
			throw new IllegalStateException("on purpose");
		}

	}

	static class TypingListener implements ApplicationListener<DispatchEvent<TypingStart>> {

		private final Consumer<Encodable> consumer;

		TypingListener(Consumer<Encodable> consumer) {
			this.consumer = consumer;
		}

		@Override
		public void onApplicationEvent(DispatchEvent<TypingStart> event) {
			this.consumer.accept(event.getPayload());
		}

	}

}
