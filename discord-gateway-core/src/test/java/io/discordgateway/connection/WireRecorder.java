package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes down what a wire tells, the pieces of a message joined, and checks that nothing
 * comes behind the end.
 */
final class WireRecorder implements WebSocketWire.Listener {

	static final URI URL = URI.create("wss://gateway.example/path?v=10");

	static final int MAX_SIZE = 4096;

	private final List<Object> events = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private boolean inMessage;

	private boolean text;

	private boolean ended;

	WebSocketWire.Builder builder() {
		return WebSocketWire.builder(URL, new Random(1), this).maxMessageSize(MAX_SIZE);
	}

	/** A wire that waits for the answer to its upgrade. */
	WebSocketWire started() {
		WebSocketWire wire = builder().build();
		wire.start(Peer.START);
		assertThat(wire.takeOutput()).isNotEmpty();
		return wire;
	}

	/** A wire whose upgrade was accepted. */
	WebSocketWire open() {
		WebSocketWire wire = builder().build();
		wire.start(Peer.START);
		wire.receive(ByteBuffer.wrap(Peer.acceptance(wire.takeOutput())));
		assertThat(this.events).containsExactly(new Opened());
		this.events.clear();
		return wire;
	}

	/** What was told, with a piece of a message that has not ended. */
	List<Object> events() {
		List<Object> all = new ArrayList<>(this.events);
		if (this.inMessage) {
			all.add(new Message(this.text, content(), false));
		}
		return all;
	}

	private void event(Object event) {
		assertThat(this.ended).as("told behind the end: " + event).isFalse();
		this.events.add(event);
	}

	private void last(Object event) {
		if (this.inMessage) {
			event(new Message(this.text, content(), false));
			this.inMessage = false;
		}
		event(event);
		this.ended = true;
	}

	private String content() {
		return this.message.toString(StandardCharsets.ISO_8859_1);
	}

	@Override
	public void opened() {
		event(new Opened());
	}

	@Override
	public void refused(ConnectionEvent.UpgradeRejected rejected) {
		last(rejected);
	}

	@Override
	public void message(ByteBuffer chunk, boolean text, boolean last) {
		assertThat(this.ended).as("message behind the end").isFalse();
		assertThat(chunk.hasRemaining() || last).as("piece of nothing").isTrue();
		assertThat(this.inMessage && this.text != text).as("piece of another kind").isFalse();
		this.inMessage = !last;
		this.text = text;
		byte[] bytes = new byte[chunk.remaining()];
		chunk.get(bytes);
		this.message.writeBytes(bytes);
		if (last) {
			event(new Message(text, content(), true));
			this.message.reset();
		}
	}

	@Override
	public void closed(WebSocketWire.Closed closed) {
		last(closed);
	}

	@Override
	public void failed(WebSocketWire.Failed failed) {
		last(failed);
	}

	/** Answers the upgrade, cut everywhere, and returns what all ways bring alike. */
	static List<Object> answer(byte[] answer, boolean end) {
		return outcome(false, answer, end).events();
	}

	/** Sends frames, cut everywhere, and returns what all ways bring alike. */
	static Outcome frames(byte[]... parts) {
		return outcome(true, Peer.join(parts), false);
	}

	private static Outcome outcome(boolean open, byte[] bytes, boolean end) {
		Outcome whole = run(open, bytes, bytes.length, end);
		for (int cut = 1; cut < bytes.length; cut++) {
			assertThat(run(open, bytes, cut, end)).as("cut at " + cut).isEqualTo(whole);
		}
		assertThat(runByteByByte(open, bytes, end)).as("byte by byte").isEqualTo(whole);
		return whole;
	}

	private static Outcome run(boolean open, byte[] bytes, int cut, boolean end) {
		WireRecorder recorder = new WireRecorder();
		WebSocketWire wire = open ? recorder.open() : recorder.started();
		wire.receive(ByteBuffer.wrap(bytes, 0, cut));
		wire.receive(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
		return recorder.outcome(wire, end);
	}

	private static Outcome runByteByByte(boolean open, byte[] bytes, boolean end) {
		WireRecorder recorder = new WireRecorder();
		WebSocketWire wire = open ? recorder.open() : recorder.started();
		ByteBuffer reused = ByteBuffer.allocateDirect(1);
		for (byte one : bytes) {
			wire.receive(reused.clear().put(one).flip());
			assertThat(reused.hasRemaining()).as("unread").isFalse();
		}
		return recorder.outcome(wire, end);
	}

	Outcome outcome(WebSocketWire wire, boolean end) {
		if (end) {
			wire.endOfInput();
		}
		assertThat(wire.finished()).isEqualTo(this.ended);
		return new Outcome(events(), Peer.frames(wire.takeOutput()), wire.finished());
	}

	record Opened() {
	}

	record Message(boolean text, String payload, boolean complete) {
	}

	record Outcome(List<Object> events, List<Peer.Frame> sent, boolean finished) {

		void isRefusedWith(int code) {
			assertThat(this.sent).containsExactly(Peer.closing(code));
			assertThat(this.finished).isTrue();
			assertThat(this.events).last().isInstanceOfSatisfying(WebSocketWire.Failed.class, (failed) -> {
				assertThat(failed.fault()).isEqualTo(WebSocketWire.Fault.VIOLATION);
				assertThat(failed.closeCode()).isEqualTo(code);
				assertThat(failed.reason()).isNotBlank();
			});
		}

		void isOpenWith(Object... events) {
			assertThat(this.events).containsExactly(events);
			assertThat(this.finished).isFalse();
		}

	}

}
