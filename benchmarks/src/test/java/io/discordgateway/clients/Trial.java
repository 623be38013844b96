package io.discordgateway.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import io.discordgateway.test.GatewayRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static io.discordgateway.clients.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One client and all that it is asked to do, in several Discords at the same time.
 */
final class Trial {

	/** Starting is work, what follows is waiting. */
	private static final Semaphore STARTS = new Semaphore(3);

	/** What works has {@code null} here. */
	private final Map<Capability, @Nullable Throwable> outcomes = Collections
		.synchronizedMap(new EnumMap<>(Capability.class));

	private final Client client;

	Trial(Client client) {
		this.client = client;
	}

	Client client() {
		return this.client;
	}

	/** Whether it was tried, and what went wrong then. */
	Map<Capability, @Nullable Throwable> outcomes() {
		return this.outcomes;
	}

	List<Future<?>> begin(ExecutorService threads) {
		List<Wire> wires = this.client.wires();
		List<Future<?>> parts = new ArrayList<>();
		parts.add(threads.submit(part(wire(0), 1, this::life)));
		parts.add(threads.submit(part(wire(1), 1, this::faults)));
		parts.add(threads.submit(part(wire(2), 2, this::shards)));
		for (Wire wire : wires.subList(Math.min(wires.size(), 3), wires.size())) {
			parts.add(threads.submit(part(wire, 1, this::greeting)));
		}
		return parts;
	}

	private Wire wire(int part) {
		return this.client.wires().get(part % this.client.wires().size());
	}

	private Callable<Void> part(Wire wire, int shards, Part part) {
		return () -> {
			STARTS.acquire();
			boolean starting = true;
			try (Stage stage = new Stage(this.client, wire, shards)) {
				boolean seen = check(stage, wire.capability(), stage::awaitIdentify);
				STARTS.release();
				starting = false;
				if (seen && check(stage, wire.capability(), stage::awaitReady)) {
					part.play(stage);
				}
				check(stage, Capability.RULES,
						() -> assertThat(stage.record().violations()).extracting(GatewayRecord.Violation::what)
							.allMatch((what) -> this.client.flaws().matcher(what).matches()));
			}
			catch (Exception ex) {
				this.outcomes.put(wire.capability(), ex);
			}
			finally {
				if (starting) {
					STARTS.release();
				}
			}
			return null;
		};
	}

	private boolean check(Stage stage, Capability capability, Check check) {
		if (this.client.limits().containsKey(capability)) {
			return true;
		}
		try {
			check.run();
			this.outcomes.putIfAbsent(capability, null);
			return true;
		}
		catch (Exception | AssertionError ex) {
			AssertionError failure = new AssertionError(this.client.name() + " " + capability.title() + ": "
					+ ex.getMessage() + "\n\n" + stage.record().transcript(), ex);
			this.outcomes.merge(capability, failure, (first, second) -> first);
			return false;
		}
	}

	/** What every day brings. */
	private void life(Stage stage) {
		guilds(stage);
		messages(stage);
		commands(stage);
		state(stage);
		check(stage, Capability.RATE_LIMIT, () -> waitsAfter429(stage));
	}

	private void guilds(Stage stage) {
		if (this.client.limits().containsKey(Capability.SMALL_GUILD)) {
			return;
		}
		String general = stage.people.channelNamed(stage.small, "general");
		stage.tells(stage.small, general, "!guilds");
		check(stage, Capability.SMALL_GUILD,
				() -> assertThat(stage.reports.await("guild Small")).isEqualTo("guild Small members=2 channels=2"));
		check(stage, Capability.LARGE_GUILD, () -> assertThat(stage.reports.await("guild Large"))
			.isEqualTo("guild Large members=" + Stage.LARGE + " channels=2"));
	}

	private void messages(Stage stage) {
		check(stage, Capability.MESSAGE, () -> {
			stage.tells("hello");
			stage.reports.await("message ada: hello");
		});
		check(stage, Capability.SEND, () -> stage.awaitMessage(stage.tells("!send").channel(), "sent"));
		check(stage, Capability.REPLY, () -> {
			Stage.Order order = stage.tells("!reply");
			JsonNode reply = stage.awaitMessage(order.channel(), "replied");
			assertThat(text(reply.path("message_reference"), "message_id")).isEqualTo(order.message());
		});
		check(stage, Capability.FILE, () -> {
			JsonNode sent = stage.awaitMessage(stage.tells("!file").channel(), "file",
					(message) -> message.path("attachments").size() == 1);
			assertThat(text(sent.path("attachments").get(0), "filename")).isEqualTo("hello.txt");
			assertThat(sent.path("attachments").get(0).path("size").asInt()).isEqualTo(5);
		});
		check(stage, Capability.EDIT, () -> {
			JsonNode edited = stage.awaitMessage(stage.tells("!edit").channel(), "after");
			assertThat(edited.path("edited_timestamp").isString()).isTrue();
		});
		check(stage, Capability.DELETE, () -> {
			Stage.Order order = stage.tells("!delete");
			stage.awaitCall("DELETE", ".*/channels/" + order.channel() + "/messages/\\d+");
			assertThat(stage.people.messages(order.channel())).singleElement()
				.satisfies((left) -> assertThat(text(left, "id")).isEqualTo(order.message()));
		});
		check(stage, Capability.REACT, () -> {
			Stage.Order order = stage.tells("!react");
			stage.reports.until("reaction",
					() -> stage.people.messages(order.channel())
						.stream()
						.filter((message) -> message.path("reactions").size() == 1)
						.filter((message) -> message.path("reactions").get(0).path("me").asBoolean())
						.findFirst());
		});
		check(stage, Capability.REACTION, () -> {
			Stage.Order order = stage.tells("like it");
			stage.people.react(stage.ada, order.channel(), order.message(), Stage.thumb());
			stage.reports.await("reaction " + Stage.thumb() + " by ada");
		});
	}

	private void commands(Stage stage) {
		String channel = stage.channel();
		check(stage, Capability.COMMAND, () -> {
			stage.tells("!command");
			stage.reports.until("command /ping", () -> Optional.of(stage.people.commands(stage.small))
				.filter((commands) -> commands.equals(List.of("ping"))));
		});
		check(stage, Capability.COMMANDS, () -> {
			stage.tells("!commands");
			stage.reports.until("commands", () -> Optional.of(stage.people.commands(null))
				.filter((commands) -> commands.equals(List.of("ask", "defer", "form", "suggest"))));
		});
		check(stage, Capability.ANSWER, () -> {
			String asked = stage.people.run(stage.ada, channel, "ping");
			awaitAnswer(stage, asked, channel, 0, "pong");
		});
		String deferred = this.client.limits().containsKey(Capability.DEFERRED) ? ""
				: stage.people.run(stage.ada, channel, "defer");
		check(stage, Capability.DEFERRED, () -> awaitAnswer(stage, deferred, channel, 0, "done"));
		check(stage, Capability.FOLLOW_UP, () -> awaitAnswer(stage, deferred, channel, 1, "and more"));
		check(stage, Capability.BUTTON, () -> {
			String other = stage.channel();
			String asked = stage.people.run(stage.ada, other, "ask");
			JsonNode question = awaitAnswer(stage, asked, other, 0, "Well?");
			String clicked = stage.people.click(stage.ada, other, text(question, "id"), "yes");
			awaitAnswer(stage, clicked, other, 0, "clicked");
		});
		check(stage, Capability.AUTOCOMPLETION, () -> {
			String typed = stage.people.complete(stage.ada, channel, "suggest", "word", "al");
			JsonNode result = awaitResult(stage, typed);
			assertThat(text(result.path("choices").get(0), "name")).isEqualTo("alpha");
		});
		check(stage, Capability.MODAL, () -> {
			String other = stage.channel();
			String asked = stage.people.run(stage.ada, other, "form");
			JsonNode form = awaitResult(stage, asked);
			assertThat(text(form, "custom_id")).isEqualTo("why");
			String submitted = stage.people.submit(stage.ada, asked, Forms.filled(form, "because"));
			awaitAnswer(stage, submitted, other, 0, "because");
		});
	}

	private JsonNode awaitAnswer(Stage stage, String interaction, String channel, int index, String content) {
		return stage.reports.until("answer '" + content + "'", () -> {
			List<JsonNode> messages = stage.people.messagesOf(interaction, channel);
			return (messages.size() > index)
					? Optional.of(messages.get(index)).filter((message) -> text(message, "content").equals(content))
					: Optional.empty();
		});
	}

	private JsonNode awaitResult(Stage stage, String interaction) {
		return stage.reports.until("answer", () -> Optional.ofNullable(stage.people.resultOf(interaction)));
	}

	private void state(Stage stage) {
		check(stage, Capability.MEMBERS, () -> {
			stage.tells("!members");
			stage.awaitPayload(8, (data) -> text(data, "guild_id").equals(stage.large)
					|| data.path("guild_id").path(0).asString("").equals(stage.large));
			assertThat(stage.reports.await("members")).isEqualTo("members " + Stage.LARGE);
		});
		check(stage, Capability.VOICE, () -> {
			stage.tells("!voice");
			stage.awaitPayload(4,
					(data) -> text(data, "channel_id").equals(stage.people.channelNamed(stage.small, "Lounge")));
			stage.reports.await("voice Lounge");
		});
		check(stage, Capability.PRESENCE, () -> {
			stage.tells("!presence");
			stage.awaitPayload(3, (data) -> text(data, "status").equals("idle")
					&& text(data.path("activities").path(0), "name").equals("chess"));
		});
	}

	private void waitsAfter429(Stage stage) {
		Duration pause = Duration.ofSeconds(1);
		String channel = stage.channel();
		stage.gateway.route("POST", "/channels/" + channel + "/messages").refuse(1, 429, pause, """
				{"message": "You are being rate limited.", "retry_after": 1.0, "global": false}""");
		stage.tells(stage.small, channel, "!send");
		stage.awaitMessage(channel, "sent");
		List<GatewayRecord.RestCall> calls = stage.record()
			.restCalls()
			.stream()
			.filter((call) -> call.method().equals("POST") && call.path().contains("/channels/" + channel + "/"))
			.toList();
		assertThat(calls).extracting(GatewayRecord.RestCall::status).containsExactly(429, 200);
		assertThat(Duration.between(calls.get(0).at(), calls.get(1).at())).isGreaterThanOrEqualTo(pause);
	}

	/** What can go wrong with the gateway. */
	private void faults(Stage stage) {
		check(stage, Capability.DROP, () -> resumes(stage, stage.gateway::dropConnections));
		check(stage, Capability.RECONNECT, () -> resumes(stage, stage.gateway::requestReconnect));
		check(stage, Capability.CLOSE, () -> resumes(stage, () -> stage.gateway.closeConnections(4000)));
		check(stage, Capability.INVALID_SESSION, () -> {
			int identified = stage.record().identifies().size();
			stage.gateway.invalidateSessions(false);
			stage.reports.until("IDENTIFY", () -> Optional.of(stage.record().identifies())
				.filter((all) -> all.size() == identified + 1 && all.get(identified).accepted()));
			stage.reports.until("session", () -> Optional.of(stage.gateway.sessions())
				.filter((all) -> all.size() == 1 && all.get(0).connected()));
			stage.tells("again");
			stage.reports.await("message ada: again");
		});
	}

	private static void resumes(Stage stage, Runnable fault) {
		int identified = stage.record().identifies().size();
		int resumed = stage.record().resumes().size();
		String word = "missed" + resumed;
		fault.run();
		stage.tells(word);
		stage.reports.await("message ada: " + word);
		GatewayRecord.Resume resume = stage.reports.until("RESUME",
				() -> stage.record().resumes().stream().skip(resumed).findFirst());
		assertThat(resume.accepted()).isTrue();
		assertThat(stage.record().identifies()).hasSize(identified);
		stage.reports.until("connection",
				() -> Optional.of(stage.gateway.sessions()).filter((all) -> all.size() == 1 && all.get(0).connected()));
	}

	private void shards(Stage stage) {
		check(stage, Capability.SHARDS, () -> {
			stage.reports.until("two shards",
					() -> Optional.of(stage.gateway.sessions())
						.filter((all) -> all.stream()
							.map((session) -> session.shard().id())
							.sorted()
							.toList()
							.equals(List.of(0, 1))));
			tells(stage, stage.small);
			tells(stage, stage.large);
			String another = stage.people.guild("Another", stage.ada);
			tells(stage, another);
		});
	}

	private static void tells(Stage stage, String guild) {
		long shard = (Long.parseLong(guild) >> 22) % 2;
		stage.tells(guild, stage.people.channelNamed(guild, "general"), "in " + guild);
		stage.reports.await("message ada: in " + guild + " shard " + shard);
	}

	private void greeting(Stage stage) {
		stage.tells("hello");
		check(stage, Capability.MESSAGE, () -> stage.reports.await("message ada: hello"));
	}

	/** Plays on a stage on which the bot is ready. */
	@FunctionalInterface
	private interface Part {

		void play(Stage stage) throws Exception;

	}

	/** Fails if something is not as it should be. */
	@FunctionalInterface
	private interface Check {

		void run() throws Exception;

	}

}
