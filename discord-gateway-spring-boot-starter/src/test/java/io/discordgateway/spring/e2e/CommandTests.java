package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for commands on their way to the gateway.
 */
@EveryWire
class CommandTests {

	private static final int SHARDS = 4;

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder().shards(SHARDS).maxConcurrency(SHARDS).build().start();

	CommandTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	void presenceGoesToAllShardsOrToOne() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			bot.gateway().submit(UpdatePresence.of(UpdatePresence.Status.IDLE)).join();
			awaitPayloads(GatewayOpcode.PRESENCE_UPDATE, SHARDS);
			assertThat(payloads(GatewayOpcode.PRESENCE_UPDATE)).extracting(GatewayRecord.Payload::connection)
				.doesNotHaveDuplicates();
			bot.gateway().submit(2, UpdatePresence.of(UpdatePresence.Status.DND)).join();
			awaitPayloads(GatewayOpcode.PRESENCE_UPDATE, SHARDS + 1);
			GatewayRecord.Payload last = payloads(GatewayOpcode.PRESENCE_UPDATE).get(SHARDS);
			assertThat(last.json()).contains("\"dnd\"");
			assertThat(last.connection()).isEqualTo(connectionOf(2));
			assertThatThrownBy(bot.gateway().submit(SHARDS, UpdatePresence.of(UpdatePresence.Status.DND))::join)
				.hasCauseInstanceOf(CommandDroppedException.class);
		}
	}

	@Test
	@DisplayName("R37: a command for a guild goes to the guild's shard")
	void guildCommandGoesToTheGuildsShard() {
		long guildId = 1_400_000_000_000_000_000L;
		int shard = ShardId.ofGuild(guildId, SHARDS).id();
		this.gateway.joinGuild("{\"id\":\"" + guildId + "\",\"members\":[],\"channels\":[]}");
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			bot.gateway().submit(new UpdateVoiceState(guildId, null, true, false)).join();
			bot.gateway().submit(RequestGuildMembers.byName(guildId, "wum", 5)).join();
			awaitPayloads(GatewayOpcode.REQUEST_GUILD_MEMBERS, 1);
			assertThat(payloads(GatewayOpcode.VOICE_STATE_UPDATE)).singleElement().satisfies((payload) -> {
				assertThat(payload.connection()).isEqualTo(connectionOf(shard));
				assertThat(payload.json()).contains("\"channel_id\":null");
			});
			assertThat(payloads(GatewayOpcode.REQUEST_GUILD_MEMBERS)).singleElement()
				.satisfies((payload) -> assertThat(payload.connection()).isEqualTo(connectionOf(shard)));
			assertThat(this.gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@DisplayName("R26: a command waits for the shard to come back, and no longer than it may")
	void commandWaitsForTheConnection() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			this.gateway.stopListening();
			Bot.await().until(() -> !bot.gateway().shard(0).isConnected());
			CompletableFuture<Void> patient = bot.gateway().submit(0, UpdatePresence.of(UpdatePresence.Status.IDLE));
			CompletableFuture<Void> hasty = bot.gateway()
				.submit(0, UpdatePresence.of(UpdatePresence.Status.DND), Duration.ofMillis(100));
			assertThatThrownBy(hasty::join).hasCauseInstanceOf(CommandDroppedException.class);
			assertThat(patient).isNotDone();
			this.gateway.startListening();
			patient.join();
			awaitPayloads(GatewayOpcode.PRESENCE_UPDATE, 1);
			assertThat(payloads(GatewayOpcode.PRESENCE_UPDATE).get(0).json()).contains("\"idle\"");
		}
	}

	@Test
	@DisplayName("R28, R37: sounds of guilds of several shards are asked for by the shards of the guilds")
	void requestForSoundsIsSplitByShard() {
		List<Long> guilds = List.of(0L << 22, 1L << 22, (long) SHARDS << 22);
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			bot.gateway().submit(new RequestSoundboardSounds(guilds)).join();
			awaitPayloads(GatewayOpcode.REQUEST_SOUNDBOARD_SOUNDS, 2);
			assertThat(payloads(GatewayOpcode.REQUEST_SOUNDBOARD_SOUNDS)).extracting(GatewayRecord.Payload::connection)
				.containsExactlyInAnyOrder(connectionOf(0), connectionOf(1));
		}
	}

	@Test
	void whatDoesNotRunIsSaidAndATimeoutIsPositive() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			assertThatIllegalArgumentException().isThrownBy(() -> bot.gateway().shard(SHARDS))
				.withMessageContaining("does not run in this process");
			RequestGuildMembers request = RequestGuildMembers.byName(1L << 22, "x", 1);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> bot.gateway().requestGuildMembers(request, Duration.ZERO));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> bot.gateway().requestGuildMembers(request, Duration.ofMillis(-1)));
			bot.gateway().submit(RequestChannelInfo.all(1L << 22)).join();
			awaitPayloads(GatewayOpcode.REQUEST_CHANNEL_INFO, 1);
			assertThat(payloads(GatewayOpcode.REQUEST_CHANNEL_INFO).get(0).connection()).isEqualTo(connectionOf(1));
		}
	}

	@Test
	@DisplayName("R26: before the number of shards is known, every form of a command waits for it")
	void commandWaitsForTheLookUp() {
		this.gateway.refuseApiCalls(503, null, "");
		try (Bot bot = this.wire.start(this.gateway)) {
			assertThat(bot.gateway().shards()).isEmpty();
			CompletableFuture<Void> hasty = bot.gateway()
				.submit(UpdatePresence.of(UpdatePresence.Status.DND), Duration.ofMillis(100));
			CompletableFuture<Void> all = bot.gateway().submit(UpdatePresence.of(UpdatePresence.Status.IDLE));
			CompletableFuture<Void> one = bot.gateway().submit(1, UpdatePresence.of(UpdatePresence.Status.IDLE));
			CompletableFuture<Void> ofGuild = bot.gateway().submit(UpdateVoiceState.leave(1L << 22));
			CompletableFuture<Void> none = bot.gateway().submit(SHARDS, UpdatePresence.of(UpdatePresence.Status.IDLE));
			assertThatThrownBy(hasty::join).hasCauseInstanceOf(CommandDroppedException.class);
			assertThat(List.of(all, one, ofGuild, none)).noneMatch(CompletableFuture::isDone);
			this.gateway.acceptApiCalls();
			CompletableFuture.allOf(all, one, ofGuild).join();
			assertThatThrownBy(none::join).hasCauseInstanceOf(CommandDroppedException.class);
			awaitPayloads(GatewayOpcode.PRESENCE_UPDATE, SHARDS + 1);
			awaitPayloads(GatewayOpcode.VOICE_STATE_UPDATE, 1);
			assertThat(payloads(GatewayOpcode.VOICE_STATE_UPDATE).get(0).connection()).isEqualTo(connectionOf(1));
		}
	}

	@Test
	@DisplayName("R24: 300 commands at once do not get the connection closed, and heartbeats go on")
	void floodOfCommandsIsPaced() {
		try (Bot bot = this.wire.start(this.gateway).awaitConnected()) {
			for (int i = 0; i < 300; i++) {
				CompletableFuture<Void> unused = bot.gateway()
					.submit(0, UpdatePresence.of(UpdatePresence.Status.ONLINE));
			}
			Bot.await().until(() -> payloads(GatewayOpcode.PRESENCE_UPDATE).size() >= 100);
			assertThat(payloads(GatewayOpcode.PRESENCE_UPDATE)).hasSizeLessThan(120);
			assertThat(bot.gateway().shard(0).isConnected()).isTrue();
			assertThat(this.gateway.record().violations()).isEmpty();
		}
	}

	private long connectionOf(int shard) {
		return this.gateway.record()
			.identifies()
			.stream()
			.filter((identify) -> identify.shard().id() == shard)
			.findFirst()
			.orElseThrow()
			.connection();
	}

	private void awaitPayloads(GatewayOpcode opcode, int count) {
		Bot.await().until(() -> payloads(opcode).size() >= count);
	}

	private List<GatewayRecord.Payload> payloads(GatewayOpcode opcode) {
		return this.gateway.record()
			.payloads()
			.stream()
			.filter((payload) -> payload.opcode() == opcode.code())
			.toList();
	}

}
