package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.fuzz.Seeds;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a peer sends to a wire, and however it is cut: nothing is thrown, the outcome
 * is the same, what is sent is well-formed, one event ends it, and it says nothing that
 * could break a line of a log. As a test it runs the inputs that were found before;
 * {@code JAZZER_FUZZ=1} looks for new ones.
 */
class WebSocketWireFuzzTests {

	static Stream<byte[]> answersCorpus() {
		return Seeds.corpus("WebSocketWireFuzzTests.answers");
	}

	static Stream<byte[]> framesCorpus() {
		return Seeds.corpus("WebSocketWireFuzzTests.frames");
	}

	/** The answer to the upgrade and what follows, as raw bytes. */
	@MethodSource("answersCorpus")
	@FuzzTest(maxDuration = "20m")
	void answers(byte[] data) {
		sameHoweverCut(Stage.STARTED, data);
	}

	/** Frames, as raw bytes; the first byte says whether this side is closing. */
	@MethodSource("framesCorpus")
	@FuzzTest(maxDuration = "20m")
	void frames(byte[] data) {
		if (data.length > 0) {
			sameHoweverCut(((data[0] & 1) == 0) ? Stage.OPEN : Stage.CLOSING, Arrays.copyOfRange(data, 1, data.length));
		}
	}

	private static void sameHoweverCut(Stage stage, byte[] bytes) {
		WireRecorder.Outcome whole = run(stage, bytes, Integer.MAX_VALUE);
		assertThat(run(stage, bytes, 1)).isEqualTo(whole);
		assertThat(run(stage, bytes, 7)).isEqualTo(whole);
		List<Object> events = whole.events();
		assertThat(events).isNotEmpty();
		assertThat(reason(events.get(events.size() - 1))).doesNotContainPattern("\\p{Cntrl}");
	}

	private static WireRecorder.Outcome run(Stage stage, byte[] bytes, int size) {
		WireRecorder recorder = new WireRecorder();
		WebSocketWire wire = (stage == Stage.STARTED) ? recorder.started() : recorder.open();
		if (stage == Stage.CLOSING) {
			wire.close(4000, "over", Peer.START);
		}
		for (int start = 0; start < bytes.length; start += Math.min(size, bytes.length)) {
			wire.receive(ByteBuffer.wrap(bytes, start, Math.min(size, bytes.length - start)));
		}
		Instant deadline = wire.nextDeadline();
		assertThat(deadline != null).isEqualTo(!wire.open() && !wire.finished());
		return recorder.outcome(wire, true);
	}

	private static String reason(Object last) {
		if (last instanceof WebSocketWire.Closed closed) {
			return closed.reason();
		}
		if (last instanceof WebSocketWire.Failed failed) {
			return failed.reason();
		}
		return ((ConnectionEvent.UpgradeRejected) last).reason();
	}

	private enum Stage {

		STARTED, OPEN, CLOSING

	}

}
