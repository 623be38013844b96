package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ShardFaults}, and for the {@link InProcessGateway} that they happen
 * in.
 */
class ShardFaultsTests {

	private static final String TOKEN = "secret-token-of-the-test";

	private final InProcessGateway discord = LocalGateway.builder().token(TOKEN).maxConcurrency(2).buildInProcess();

	private InProcessClient zero = this.discord.connect();

	private InProcessClient one = this.discord.connect();

	@BeforeEach
	void identify() {
		this.zero.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[0,2]")).take("READY");
		this.one.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[1,2]")).take("READY");
	}

	@Test
	void dropEndsTheConnectionAndKeepsTheSession() {
		this.discord.shard(1).drops();
		assertThat(this.one.isOpen()).isFalse();
		assertThat(this.one.closeCode()).isNull();
		assertThat(this.zero.isOpen()).isTrue();
		dispatchToOne(1);
		assertThat(resumed().take("TEST").path("d").path("n").asInt()).isOne();
	}

	@Test
	void stalledConnectionGoesOnWhereItStopped() {
		this.discord.shard(1).stalls();
		dispatchToOne(1);
		this.one.send("{\"op\":1,\"d\":1}");
		this.discord.advance(Duration.ofSeconds(30));
		assertThat(this.one.takeAll()).isEmpty();
		assertThat(this.zero.send("{\"op\":1,\"d\":1}").take(11)).isNotNull();
		this.discord.shard(1).goesOn();
		this.one.take("TEST");
		this.one.take(11);
	}

	@Test
	void whatIsLateWhileItStandsStillComesAfterwards() {
		this.discord.shard(1).delays(Duration.ofSeconds(1));
		dispatchToOne(1);
		this.discord.shard(1).stalls();
		this.discord.advance(Duration.ofSeconds(2));
		assertThat(this.one.takeAll()).isEmpty();
		this.discord.shard(1).goesOn();
		this.one.take("TEST");
	}

	@Test
	void delayHoldsInOrderAndForLaterConnections() {
		this.discord.shard(1).delays(Duration.ofMillis(200));
		dispatchToOne(1);
		this.discord.advance(Duration.ofMillis(100));
		this.discord.shard(1).delays(Duration.ZERO);
		dispatchToOne(2);
		this.discord.advance(Duration.ofMillis(99));
		assertThat(this.one.takeAll()).isEmpty();
		this.discord.advance(Duration.ofMillis(1));
		assertThat(this.one.takeAll()).extracting((payload) -> payload.path("d").path("n").asInt())
			.containsExactly(1, 2);
		this.discord.shard(1).delays(Duration.ofMillis(200));
		this.one.drop();
		InProcessClient later = resumed();
		assertThat(later.takeAll()).extracting((payload) -> payload.path("op").asInt()).containsExactly(10);
		this.discord.advance(Duration.ofMillis(200));
		later.take("RESUMED");
	}

	@Test
	void oneBitOfOneMessageIsWrong() { // R35
		this.discord.shard(1).corrupts();
		dispatchToOne(1);
		dispatchToOne(2);
		assertThat(new String(this.one.messages().get(2).bytes(), StandardCharsets.UTF_8))
			.startsWith("z\"t\":\"TEST\"");
		assertThat(this.one.take("TEST").path("d").path("n").asInt()).isEqualTo(2);
	}

	@Test
	void halfCloseIsAnEndWithoutACloseFrame() {
		this.discord.shard(1).halfCloses();
		assertThat(this.one.isOpen()).isFalse();
		assertThat(this.one.closeCode()).isNull();
	}

	@Test
	void readyIsWithheldUntilItIsNot() { // R14
		this.discord.everyShard().withholdsReady();
		this.discord.advance(Duration.ofSeconds(5));
		InProcessClient client = this.discord.connect();
		client.send(TestClient.identifyPayload(TOKEN, 0, "")).take(10);
		client.send("{\"op\":1,\"d\":null}").take(11);
		assertThat(client.take()).isNull();
		this.discord.everyShard().answers();
		this.discord.advance(Duration.ofSeconds(5));
		this.discord.connect().send(TestClient.identifyPayload(TOKEN, 0, "")).take("READY");
	}

	@Test
	void resumeGetsNoAnswerUntilItDoes() { // R19
		this.discord.shard(1).withholdsResumed();
		this.one.drop();
		dispatchToOne(1);
		InProcessClient mute = resumed();
		mute.take(10);
		assertThat(mute.take()).isNull();
		this.discord.shard(1).answers();
		resumed().take("RESUMED");
	}

	@Test
	void replayBreaksOffInTheMiddle() { // R17
		this.discord.shard(1).breaksReplays();
		this.one.drop();
		for (int n = 1; n <= 10; n++) {
			dispatchToOne(n);
		}
		InProcessClient broken = resumed();
		assertThat(broken.isOpen()).isFalse();
		assertThat(broken.takeAll()).filteredOn((payload) -> payload.path("op").asInt() == 0).hasSize(5);
		this.discord.shard(1).answers();
		InProcessClient whole = resumed();
		assertThat(whole.takeAll()).filteredOn((payload) -> payload.path("op").asInt() == 0).hasSize(11);
	}

	@Test
	void replayIsAsSlowAsItIsToBe() { // R17
		this.discord.shard(1).replaysSlowly(Duration.ofMillis(300));
		this.one.drop();
		dispatchToOne(1);
		dispatchToOne(2);
		InProcessClient slow = resumed();
		assertThat(slow.take("TEST").path("d").path("n").asInt()).isOne();
		this.discord.advance(Duration.ofMillis(299));
		assertThat(slow.take()).isNull();
		this.discord.advance(Duration.ofMillis(1));
		assertThat(slow.take("TEST").path("d").path("n").asInt()).isEqualTo(2);
		slow.take("RESUMED");
		dispatchToOne(3);
		slow.take("TEST");
	}

	@Test
	void heartbeatsAreAcknowledgedLateOrNever() { // R8, R47
		this.discord.shard(1).acknowledgesAfter(Duration.ofSeconds(10));
		this.one.send("{\"op\":1,\"d\":1}");
		dispatchToOne(1);
		assertThat(this.one.takeAll()).extracting((payload) -> payload.path("op").asInt()).containsExactly(0);
		this.discord.advance(Duration.ofSeconds(10));
		this.one.take(11);
		this.discord.shard(1).acknowledges(false);
		this.one.send("{\"op\":1,\"d\":1}");
		this.discord.advance(Duration.ofSeconds(10));
		assertThat(this.one.take()).isNull();
		assertThat(this.zero.send("{\"op\":1,\"d\":1}").take(11)).isNotNull();
	}

	@Test
	void whatWasSaidLastOfAShardHolds() {
		this.discord.everyShard().acknowledges(false);
		this.discord.shard(1).acknowledges(true);
		assertThat(this.one.send("{\"op\":1,\"d\":1}").take(11)).isNotNull();
		this.zero.send("{\"op\":1,\"d\":1}");
		assertThat(this.zero.takeAll()).isEmpty();
		this.discord.everyShard().acknowledges(true);
		assertThat(this.zero.send("{\"op\":1,\"d\":1}").take(11)).isNotNull();
	}

	@Test
	void someUpgradesAreRefused() { // R22
		this.discord.refuseNextUpgrades(1, 503, Duration.ofSeconds(3), "busy");
		InProcessClient refused = this.discord.connect();
		assertThat(refused.httpStatus()).isEqualTo(503);
		assertThat(refused.isOpen()).isFalse();
		assertThat(this.discord.connect().httpStatus()).isEqualTo(101);
	}

	@Test
	void heartbeatIsAskedFor() { // R7
		this.discord.shard(0).asksForHeartbeat();
		this.zero.take(1);
		assertThat(this.one.take()).isNull();
	}

	@Test
	void transcriptSaysWhoSaidWhatAndWhen() {
		this.discord.advance(Duration.ofMillis(1500));
		this.one.send("{\"op\":1,\"d\":1}");
		this.one.send("{\"op\":99}");
		assertThat(this.discord.record().transcript().lines())
			.startsWith("    0.000 #1 <- opened /?v=10&encoding=json",
					"    0.000 #1 -> HELLO {\"heartbeat_interval\":41250}")
			.endsWith("    1.500 #2 <- HEARTBEAT {\"op\":1,\"d\":1}", "    1.500 #2 -> HEARTBEAT_ACK null",
					"    1.500 #2 <- op 99 {\"op\":99}", "    1.500 #2 !! 4001: Opcode 99 does not exist",
					"    1.500 #2 -> close 4001 Opcode 99 does not exist");
	}

	@Test
	void transcriptIsBounded() {
		for (int n = 0; n < 11_000; n++) {
			dispatchToOne(n);
		}
		assertThat(this.discord.record().lines()).hasSize(10_000);

		this.discord.dispatch("LONG", "{\"text\":\"" + "x".repeat(1000) + "\"}");
		assertThat(this.discord.record().lines()).allSatisfy((line) -> assertThat(line.text()).hasSizeLessThan(300));
	}

	@Test
	void misuseOfAClientIsTold() {
		assertThatIllegalStateException().isThrownBy(() -> this.one.take("NEVER")).withMessageContaining("READY 1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.discord.advance(Duration.ofMillis(-1)));
	}

	private void dispatchToOne(int n) {
		this.discord.dispatch("TEST", "{\"n\":" + n + ",\"guild_id\":\"" + (1L << 22) + "\"}");
	}

	private InProcessClient resumed() {
		String session = this.discord.sessions().get(1).id();
		return this.discord.connect()
			.send("{\"op\":6,\"d\":{\"token\":\"" + TOKEN + "\",\"session_id\":\"" + session + "\",\"seq\":1}}");
	}

}
