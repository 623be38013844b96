package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import io.discordgateway.model.ChannelInfo;
import io.discordgateway.model.SoundboardSounds;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.RequestFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ShardRequests}: which answer is whose, and what becomes of those that
 * do not come. In virtual time.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShardRequestsTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SeededThreads threads = new SeededThreads(1);

	private final SimulatedBot bot = SimulatedBot.on(this.threads).build().connect();

	private final ShardRequests requests = this.bot.driver(0).requests();

	@Test
	@DisplayName("R28: an answer without a nonce belongs to who asked for this guild and this kind first")
	void answersAreToldApartByKindAndGuild() {
		CompletableFuture<SoundboardSounds> first = this.requests.sounds(7, MINUTE);
		CompletableFuture<SoundboardSounds> second = this.requests.sounds(7, MINUTE);
		CompletableFuture<ChannelInfo> channels = this.requests.channels(RequestChannelInfo.all(7), MINUTE);
		sounds(8);
		assertThat(first).isNotDone();
		channelInfo(8);
		assertThat(channels).isNotDone();
		channelInfo(7);
		assertThat(channels).isCompleted();
		assertThat(first).isNotDone();
		sounds(7);
		assertThat(first).isCompleted();
		assertThat(second).isNotDone();
		sounds(7);
		assertThat(second).isCompleted();
		assertThat(this.requests.isEmpty()).isTrue();
	}

	@Test
	@DisplayName("R27: of two requests with one nonce that wait at once the second is refused")
	void nonceIsOfOneRequestAtATime() {
		CompletableFuture<SoundboardSounds> other = this.requests.sounds(7, MINUTE);
		this.bot.gateway.stall(0, true);
		CompletableFuture<GuildMembers> first = this.requests.members(byName().withNonce("mine"), MINUTE);
		CompletableFuture<GuildMembers> second = this.requests.members(byName().withNonce("another"), MINUTE);
		assertThatIllegalArgumentException().isThrownBy(() -> this.requests.members(byName().withNonce("mine"), MINUTE))
			.withMessageContaining("'mine' waits already");
		this.bot.gateway.stall(0, false);
		this.threads.settle();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(other).isNotDone();
		CompletableFuture<GuildMembers> again = this.requests.members(byName().withNonce("mine"), MINUTE);
		this.threads.settle();
		assertThat(again).isCompleted();
	}

	@Test
	@DisplayName("R17: what went down with the connection is sent again once the session is resumed, if no part was answered")
	void requestIsSentAgainAfterAResumeUnlessItsAnswerHasBegun() {
		CompletableFuture<SoundboardSounds> sounds = this.requests.sounds(7, MINUTE);
		this.threads.settle();
		List<Integer> parts = new ArrayList<>();
		CompletableFuture<Integer> stream = this.requests.members(byName().withNonce("n"), MINUTE,
				(chunk) -> parts.add(chunk.chunkIndex()));
		chunk("n", 0, 3);
		assertThat(parts).isNotEmpty();
		this.bot.gateway.drop(0);
		this.threads.advance(Duration.ofSeconds(10));
		assertThat(this.bot.gateway.received(0).stream().filter((opcode) -> opcode == 31)).hasSize(2);
		assertThat(this.bot.gateway.received(0).stream().filter((opcode) -> opcode == 8)).hasSize(1);
		sounds(7);
		assertThat(sounds).isCompleted();
		assertThat(stream).isNotDone();
	}

	@Test
	@DisplayName("R15: a session that is lost fails what was sent in it, and leaves what still waits to be sent")
	void lostSessionFailsWhatWasSentOnly() {
		CompletableFuture<SoundboardSounds> sent = this.requests.sounds(7, MINUTE);
		this.bot.gateway.silent = true;
		CompletableFuture<GuildMembers> limited = this.requests.members(byName().withNonce("n"), Duration.ofMinutes(5));
		rateLimited("n", 60);
		this.bot.gateway.silent = false;
		this.bot.gateway.close(0, 4009);
		this.threads.advance(Duration.ofSeconds(30));
		assertThat(failure(sent)).isInstanceOf(RequestFailedException.class)
			.hasMessageContaining("The session was lost before");
		assertThat(limited).isNotDone();
		this.threads.advance(Duration.ofMinutes(2));
		assertThat(limited).isCompleted();
	}

	@Test
	@DisplayName("R27: an answer or a rate limit is that of the request whose nonce it names, and nobody else's")
	void whatIsSomebodyElsesChangesNothing() {
		this.bot.gateway.silent = true;
		CompletableFuture<GuildMembers> members = this.requests.members(byName().withNonce("mine"), MINUTE);
		CompletableFuture<SoundboardSounds> sounds = this.requests.sounds(7, MINUTE);
		rateLimited("of nobody", 3);
		dispatch("RATE_LIMITED", "{\"opcode\":31,\"retry_after\":3,\"meta\":{}}");
		chunk("of nobody", 0, 1);
		assertThat(members).isNotDone();
		sounds(7);
		assertThat(sounds).isCompleted();
		assertThat(members).isNotDone();
		this.threads.advance(Duration.ofSeconds(30));
		chunk("mine", 0, 1);
		assertThat(members).isCompleted();
		assertThat(this.bot.gateway.received(0).stream().filter((opcode) -> opcode == 31 || opcode == 8)).hasSize(2);
	}

	@Test
	void answerThatCannotBeReadIsToldAndTheRequestTimesOut(CapturedOutput output) {
		CompletableFuture<SoundboardSounds> sounds = this.requests.sounds(7, MINUTE);
		this.bot.gateway.dispatch(0, "SOUNDBOARD_SOUNDS", "[]");
		this.threads.advance(Duration.ofSeconds(1));
		assertThat(output).contains("An answer could not be read");
		assertThat(sounds).isNotDone();
		this.threads.advance(MINUTE);
		assertThat(failure(sounds)).isInstanceOf(TimeoutException.class).hasMessageContaining("no answer came");
	}

	@Test
	@DisplayName("R46: what an answer has of a wrong kind is left out of it")
	void answerWithWrongKindsIsAnAnswer() {
		CompletableFuture<SoundboardSounds> sounds = this.requests.sounds(7, MINUTE);
		dispatch("SOUNDBOARD_SOUNDS", "{\"guild_id\":\"7\",\"soundboard_sounds\":[7,{\"volume\":\"loud\"}]}");
		assertThat(sounds).isCompleted();
	}

	@Test
	@DisplayName("R27: a request that is limited again and again fails, and says when Discord takes it")
	void rateLimitsComeToAnEnd() {
		this.bot.gateway.silent = true;
		CompletableFuture<GuildMembers> members = this.requests.members(byName().withNonce("n"), Duration.ofHours(1));
		this.threads.settle();
		int sent = 0;
		while (!members.isDone()) {
			assertThat(++sent).isLessThan(20);
			assertThat(membersAskedFor()).isEqualTo(sent);
			rateLimited("n", 2);
			this.threads.advance(Duration.ofSeconds(4));
		}
		assertThat(failure(members)).isInstanceOf(RequestFailedException.class)
			.hasMessageContaining("takes it again in 2000 ms");
		assertThat(membersAskedFor()).isEqualTo(sent);
	}

	@Test
	@DisplayName("R27: a stream may wait for its turn for as long as for a chunk, and no longer")
	void streamIsLimitedFromChunkToChunk() {
		this.bot.gateway.silent = true;
		CompletableFuture<Integer> patient = this.requests.members(byName().withNonce("p"), MINUTE, (chunk) -> {
		});
		CompletableFuture<Integer> other = this.requests.members(byName().withNonce("o"), MINUTE, (chunk) -> {
		});
		rateLimited("p", 50);
		rateLimited("o", 60);
		assertThat(failure(other)).isInstanceOf(RequestFailedException.class).hasMessageContaining("60000 ms");
		this.threads.advance(Duration.ofSeconds(70));
		assertThat(patient).isNotDone();
		chunk("p", 0, 1);
		assertThat(patient).isCompletedWithValue(1);
	}

	@Test
	@DisplayName("R27: a request that is cancelled while it waits for its turn is not sent again")
	void cancelledRequestIsNotSentAgain() {
		this.bot.gateway.silent = true;
		CompletableFuture<GuildMembers> cancelled = this.requests.members(byName().withNonce("c"), MINUTE);
		CompletableFuture<GuildMembers> other = this.requests.members(byName().withNonce("o"), MINUTE);
		rateLimited("c", 5);
		rateLimited("o", 5);
		cancelled.cancel(false);
		this.threads.advance(Duration.ofSeconds(20));
		assertThat(membersAskedFor()).isEqualTo(3);
		assertThat(other).isNotDone();
	}

	@Test
	void streamThatEndsInTheMiddleSaysHowFarItCame() {
		this.bot.gateway.stall(0, true);
		CompletableFuture<Integer> stream = this.requests.members(byName().withNonce("n"), Duration.ofSeconds(4),
				(chunk) -> {
				});
		chunk("n", 0, 3);
		chunk("n", 0, 3);
		chunk("n", 1, 3);
		assertThat(stream).isNotDone();
		this.threads.advance(Duration.ofSeconds(4));
		assertThat(failure(stream)).isInstanceOf(TimeoutException.class)
			.hasMessageContaining("2 of 3 chunks of the answer came");
	}

	@Test
	void shardThatStopsFailsWhatWaitsAndWhatIsAskedThen() {
		CompletableFuture<SoundboardSounds> before = this.requests.sounds(7, MINUTE);
		CompletableFuture<Void> closed = this.bot.run.close(Duration.ofSeconds(20));
		this.threads.advance(Duration.ofSeconds(1));
		assertThat(closed).isCompleted();
		assertThat(failure(before)).isInstanceOf(RequestFailedException.class)
			.hasMessageContaining("No answer to")
			.hasMessageContaining("stopped");
		assertThat(failure(this.requests.sounds(7, MINUTE))).isInstanceOf(CommandDroppedException.class);
		assertThat(this.requests.isFull()).isFalse();
	}

	@Test
	@DisplayName("R8: a consumer that does not keep up with its chunks pauses reading")
	void backlogOfAConsumerMakesTheRequestsFull() {
		boolean[] mayGoOn = new boolean[1];
		CompletableFuture<Integer> stream = this.requests.members(byName().withNonce("n"), MINUTE,
				(chunk) -> this.threads.await(() -> mayGoOn[0]));
		for (int i = 1; i <= 14; i++) {
			chunk("n", i, 40);
		}
		assertThat(this.requests.isFull()).isFalse();
		for (int i = 15; i <= 17; i++) {
			chunk("n", i, 40);
		}
		assertThat(this.requests.isFull()).isTrue();
		CompletableFuture<Void> room = this.requests.whenRoom();
		assertThat(room).isNotDone();
		mayGoOn[0] = true;
		this.threads.settle();
		assertThat(room).isCompleted();
		assertThat(this.requests.isFull()).isFalse();
		assertThat(stream).as("the gateway's own chunk was the last").isCompleted();
	}

	private static @Nullable Throwable failure(CompletableFuture<?> future) {
		assertThat(future).isDone();
		return future.handle((answer, failure) -> failure).join();
	}

	private long membersAskedFor() {
		return this.bot.gateway.received(0).stream().filter((opcode) -> opcode == 8).count();
	}

	private static RequestGuildMembers byName() {
		return RequestGuildMembers.byName(7, "x", 1);
	}

	private void sounds(long guild) {
		dispatch("SOUNDBOARD_SOUNDS", "{\"guild_id\":\"" + guild + "\",\"soundboard_sounds\":[]}");
	}

	private void channelInfo(long guild) {
		dispatch("CHANNEL_INFO", "{\"guild_id\":\"" + guild + "\",\"channels\":[]}");
	}

	private void chunk(String nonce, int index, int count) {
		dispatch("GUILD_MEMBERS_CHUNK", "{\"guild_id\":\"7\",\"members\":[],\"chunk_index\":" + index
				+ ",\"chunk_count\":" + count + ",\"nonce\":\"" + nonce + "\"}");
	}

	private void rateLimited(String nonce, int seconds) {
		dispatch("RATE_LIMITED", "{\"opcode\":8,\"retry_after\":" + seconds
				+ ",\"meta\":{\"guild_id\":\"7\",\"nonce\":\"" + nonce + "\"}}");
	}

	private void dispatch(String name, String json) {
		this.bot.gateway.dispatch(0, name, json);
		this.threads.settle();
	}

}
