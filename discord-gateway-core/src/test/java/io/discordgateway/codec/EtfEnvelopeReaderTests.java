package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EtfEnvelopeReaderTests {

	private static final byte[] NIL = Terms.bytes(119, 3, "nil");

	private static final byte[] SOMETHING = Terms.bytes(116, 0, 0, 0, 1, 119, 1, "s", 107, 0, 3, 1, 2, 3);

	private final MessageDecoder decoder = new MessageDecoder(Encoding.ETF, Compression.NONE, 1 << 20,
			PayloadLimits.DEFAULT);

	@Test
	void keysMayComeInAnyOrderAndForm() { // R33
		List<byte[]> names = List.of(Terms.bytes(119, 14, "MESSAGE_CREATE"), Terms.bytes(115, 14, "MESSAGE_CREATE"),
				Terms.bytes(100, 0, 14, "MESSAGE_CREATE"), Terms.bytes(118, 0, 14, "MESSAGE_CREATE"),
				Terms.bytes(109, 0, 0, 0, 14, "MESSAGE_CREATE"), Terms.bytes(107, 0, 14, "MESSAGE_CREATE"));
		List<byte[]> numbers = List.of(Terms.bytes(97, 65), Terms.bytes(98, 0, 0, 0, 65),
				Terms.bytes(110, 8, 0, 65, 0, 0, 0, 0, 0, 0, 0));
		for (int order = 0; order < 24; order++) {
			for (int form = 0; form < 5; form++) {
				for (byte[] name : names) {
					for (byte[] number : numbers) {
						byte[] message = message(order, form, pair("op", Terms.bytes(97, 0)), pair("s", number),
								pair("t", name), pair("d", SOMETHING));
						Envelope envelope = read(message);
						assertThat(envelope.op()).isZero();
						assertThat(envelope.sequence()).isEqualTo(65);
						assertThat(envelope.name()).isEqualTo("MESSAGE_CREATE");
						assertThat(envelope.copyData().bytes()).isEqualTo(Terms.bytes(131, SOMETHING));
						assertThat(envelope.copyData().toJson()).isEqualTo("{\"s\":[1,2,3]}");
					}
				}
			}
		}
	}

	@Test
	void contentsThatEndLikeAMessageDoNotDeceive() { // R33
		byte[] end = Terms.bytes(119, 2, "op", 97, 9, 119, 1, "s", 97, 9, 119, 1, "t", 119, 1, "X");
		byte[] trap = Terms.bytes(109, 0, 0, 0, end.length, end);
		for (int order = 0; order < 24; order++) {
			for (int form = 0; form < 5; form++) {
				Envelope envelope = read(message(order, form, pair("op", Terms.bytes(97, 0)),
						pair("s", Terms.bytes(97, 7)), pair("t", Terms.bytes(119, 1, "A")), pair("d", trap)));
				assertThat(envelope.op()).isZero();
				assertThat(envelope.sequence()).isEqualTo(7);
				assertThat(envelope.name()).isEqualTo("A");
				assertThat(envelope.copyData().bytes()).isEqualTo(Terms.bytes(131, trap));
			}
		}
	}

	@Test
	void readingFromTheEndAgreesWithAWalk() { // R33
		Random random = new Random(7);
		for (int i = 0; i < 20_000; i++) {
			byte[] sequence = switch (random.nextInt(4)) {
				case 0 -> Terms.bytes(97, random.nextInt(256));
				case 1 -> Terms.bytes(98, random.nextInt(128), letter(random), letter(random), letter(random));
				case 2 -> Terms.bytes(110, 4, 0, letter(random), letter(random), letter(random), letter(random));
				default -> NIL;
			};
			byte[] name = switch (random.nextInt(3)) {
				case 0 -> NIL;
				case 1 -> Terms.bytes(109, 0, 0, 0, 3, letter(random), letter(random), letter(random));
				default -> Terms.bytes(119, 2, letter(random), letter(random));
			};
			byte[] data = Terms.write(Terms.random(random, 2).term());
			byte[] value = Terms
				.bytes(new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1).chars().boxed().toArray());
			int order = random.nextInt(24);
			int form = random.nextInt(5);
			byte[][] pairs = { pair("op", Terms.bytes(97, random.nextInt(256))), pair("s", sequence), pair("t", name),
					pair("d", value) };
			String walked = outcome(message(order, form, pairs[0], pairs[1], pairs[2], pairs[3], pair("more", NIL)));
			assertThat(outcome(message(order, form, pairs))).as("round %d", i).isEqualTo(walked);
		}
	}

	private String outcome(byte[] message) {
		try {
			Envelope envelope = read(message);
			return envelope + envelope.copyData().toJson();
		}
		catch (MalformedPayloadException ex) {
			return "refused";
		}
	}

	@Test
	void moreKeysAndAbsentOnesAreLegal() { // R36
		Envelope envelope = read(message(0, 0, pair("op", Terms.bytes(97, 11))));
		assertThat(envelope.op()).isEqualTo(11);
		assertThat(envelope.sequence()).isEqualTo(Envelope.NO_SEQUENCE);
		assertThat(envelope.name()).isNull();
		assertThat(envelope.copyData().toJson()).isEqualTo("null");
		envelope = read(message(3, 2, pair("x", SOMETHING), pair("xx", SOMETHING), pair("op", Terms.bytes(97, 10)),
				pair("d", Terms.bytes(116, 0, 0, 0, 1, 119, 18, "heartbeat_interval", 98, 0, 0, 161, 34))));
		assertThat(ControlPayloads.heartbeatInterval(envelope)).hasMillis(41250);
		assertThat(ControlPayloads
			.resumable(read(message(0, 0, pair("op", Terms.bytes(97, 9)), pair("d", Terms.bytes(119, 4, "true"))))))
			.isTrue();
		assertThat(ControlPayloads
			.resumable(read(message(0, 0, pair("op", Terms.bytes(97, 9)), pair("d", Terms.bytes(119, 5, "false"))))))
			.isFalse();
		ControlPayloads.ReadySession ready = ControlPayloads
			.readySession(read(message(0, 0, pair("op", Terms.bytes(97, 0)),
					pair("d", Terms.bytes(116, 0, 0, 0, 3, 119, 10, "session_id", 109, 0, 0, 0, 1, "x", 119, 1, "a",
							SOMETHING, 119, 18, "resume_gateway_url", 109, 0, 0, 0, 7, "wss://h")))));
		assertThat(ready.sessionId()).isEqualTo("x");
		assertThat(ready.resumeGatewayUrl()).hasToString("wss://h");
	}

	@Test
	void whatIsNoGatewayMessageIsRefused() { // R35
		byte[] op = pair("op", Terms.bytes(97, 0));
		for (byte[] message : new byte[][] { { (byte) 131 }, Terms.bytes("{\"op\":11}"),
				Terms.bytes(131, 97, 1, 0, 0, 0, 0), Terms.bytes(131, 116, 0, 0, 0, 0),
				Terms.bytes(131, 116, 255, 255, 255, 255), Terms.bytes(131, 116, 0, 0, 0, 2, op),
				Terms.bytes(131, 116, 0, 0, 0, 1, op, 0), Terms.bytes(131, 116, 0, 0, 0, 1, 97, 1, 97, 1),
				message(0, 0, pair("op", NIL)), message(0, 0, pair("op", Terms.bytes(98, 255, 255, 255, 255))),
				message(0, 0, pair("op", Terms.bytes(110, 5, 0, 1, 1, 1, 1, 1))),
				message(0, 0, pair("op", Terms.bytes(110, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255))),
				message(0, 0, pair("op", Terms.bytes(110, 1, 1, 1))),
				message(0, 0, pair("op", Terms.bytes(110, 9, 0, new byte[9]))),
				message(0, 0, pair("op", Terms.bytes(110, 200, 0, new byte[200]))),
				message(0, 0, pair("op", Terms.bytes(109, 0, 0, 0, 1, "1"))),
				message(0, 0, op, pair("s", Terms.bytes(106))), message(0, 0, op, pair("t", Terms.bytes(97, 1))),
				message(0, 0, op, pair("t", Terms.bytes(109, 0, 0, 0, 129, "A".repeat(129)))),
				message(0, 0, op, pair("x", Terms.bytes(80, 0, 0, 0, 1))) }) {
			assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(message));
		}
	}

	@Test
	void contentsAreNotWalkedOverWhereTheEndIsThatOfADispatch() { // R33
		byte[] notWalkedOver = Terms.bytes(80, 80, 80, 80);
		List<byte[]> names = new ArrayList<>();
		for (String name : List.of("A", "Z", "0", "9", "_", "A".repeat(47))) {
			int length = name.length();
			names.addAll(List.of(Terms.bytes(119, length, name), Terms.bytes(115, length, name),
					Terms.bytes(100, 0, length, name), Terms.bytes(118, 0, length, name),
					Terms.bytes(109, 0, 0, 0, length, name)));
		}
		List<byte[]> numbers = List.of(Terms.bytes(97, 65), Terms.bytes(98, 0, 0, 0, 65));
		for (byte[] name : names) {
			for (byte[] number : numbers) {
				for (int order = 0; order < 24; order++) {
					for (int form = 0; form < 5; form++) {
						Envelope envelope = read(message(order, form, pair("op", Terms.bytes(97, 3)), pair("s", number),
								pair("t", name), pair("d", notWalkedOver)));
						assertThat(envelope.op()).isEqualTo(3);
						assertThat(envelope.sequence()).isEqualTo(65);
						assertThat(envelope.name()).isNotNull();
						assertThat(name).endsWith(envelope.name().getBytes(StandardCharsets.UTF_8));
						assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(envelope::copyData);
					}
				}
			}
		}
	}

	@Test
	void contentsAreWalkedOverWhereTheEndIsNotThatOfADispatch() { // R35
		byte[] damage = Terms.bytes(80, 80, 80, 80);
		byte[] op = Terms.bytes(119, 2, "op", 97, 0);
		byte[] s = Terms.bytes(119, 1, "s", 97, 1);
		byte[] t = Terms.bytes(119, 1, "t", 119, 1, "A");
		byte[] d = Terms.bytes(119, 1, "d");
		read(Terms.bytes(131, 116, 0, 0, 0, 4, op, t, d, damage, s));
		for (byte[] pairs : new byte[][] {
				// Too short to be looked at from behind, and nothing at all.
				Terms.bytes(op, t, d, 80, s), Terms.bytes(op, t, d, 80, 80, 80, s), Terms.bytes(op, t, d, s),
				Terms.bytes(d, op, t, s), Terms.bytes(t, d, op, s),
				// A name that is long, empty, not in upper case, or has another length.
				Terms.bytes(d, damage, op, s, 119, 1, "t", 119, 48, "A".repeat(48)),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 119, 0),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 119, 2, "Ab"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 119, 2, "A"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 109, 0, 1, 0, 1, "A"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 109, 1, 0, 0, 1, "A"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 109, 0, 0, 1, "A"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 108, 0, 0, 0, 1, "A"),
				Terms.bytes(d, damage, op, s, 119, 1, "t", 97, 1, "A"), Terms.bytes(d, damage, op, s, 119, 1, "t", "A"),
				// Numbers that are negative, or of another kind.
				Terms.bytes(d, damage, op, t, 119, 1, "s", 98, 255, 255, 255, 255),
				Terms.bytes(d, damage, op, t, 119, 1, "s", 98, 128, 0, 0, 0),
				Terms.bytes(d, damage, t, s, 119, 2, "op", 98, 0, 0, 0, 1),
				Terms.bytes(d, damage, op, t, 119, 1, "s", 110, 1, 0, 1),
				// Other keys, or one twice.
				Terms.bytes(d, damage, op, t, 119, 1, "x", 97, 1), Terms.bytes(d, damage, op, t, 119, 2, "xs", 97, 1),
				Terms.bytes(d, damage, s, t, 119, 2, "xp", 97, 1), Terms.bytes(d, damage, op, s, s),
				Terms.bytes(d, damage, t, t, s), Terms.bytes(d, damage, op, op, t) }) {
			assertThatExceptionOfType(MalformedPayloadException.class)
				.isThrownBy(() -> read(Terms.bytes(131, 116, 0, 0, 0, 4, pairs)));
		}
	}

	@Test
	void numbersAndNamesAreTakenUpToTheirBounds() { // R33
		byte[] op = pair("op", Terms.bytes(98, 127, 255, 255, 255));
		Envelope envelope = read(message(0, 0, op, pair("t", NIL), pair("s", Terms.bytes(110, 0, 0))));
		assertThat(envelope.op()).isEqualTo(Integer.MAX_VALUE);
		assertThat(envelope.name()).isNull();
		assertThat(envelope.sequence()).isZero();
		assertThat(envelope).hasToString("Envelope[op=2147483647, s=0, t=null]");
		assertThat(read(message(0, 0, op, pair("t", Terms.bytes(119, 128, "A".repeat(128))))).name()).hasSize(128);
		assertThat(read(message(0, 0, op, pair("t", Terms.bytes(119, 0)))).name()).isEmpty();
	}

	@Test
	void messageMayLieAnywhereInItsBuffer() { // R35
		byte[] buffer = Terms.bytes("before", message(0, 0, pair("op", Terms.bytes(97, 11))), 0, "behind");
		EtfEnvelopeReader reader = new EtfEnvelopeReader(PayloadLimits.DEFAULT);
		Envelope envelope = new Envelope();
		reader.read(buffer, 6, buffer.length - 7, envelope);
		assertThat(envelope.op()).isEqualTo(11);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> reader.read(buffer, 6, buffer.length - 6, envelope))
			.withMessageEndingWith("at byte 12");
	}

	@Test
	void readySessionPrintsNoSessionId() { // R40
		ControlPayloads.ReadySession ready = ControlPayloads.readySession(read(message(0, 0,
				pair("op", Terms.bytes(97, 0)), pair("d", Terms.bytes(116, 0, 0, 0, 2, 119, 10, "session_id", 109, 0, 0,
						0, 6, "secret", 119, 18, "resume_gateway_url", 109, 0, 0, 0, 7, "wss://h")))));
		assertThat(ready).hasToString("ReadySession[resumeGatewayUrl=wss://h]");
	}

	@Test
	void damageInTheContentShowsWhenItIsCopied() { // R35
		byte[] rest = Terms.bytes(119, 2, "op", 97, 0, 119, 1, "s", 97, 1, 119, 1, "t", 119, 1, "A");
		for (byte[] data : new byte[][] { Terms.bytes(97, 1, 97, 1), Terms.bytes(116, 0, 0, 0, 1, 97),
				Terms.bytes(108, 0, 0, 0, 1, 97, 1), Terms.bytes(80, 1, 2, 3) }) {
			Envelope envelope = read(Terms.bytes(131, 116, 0, 0, 0, 4, 119, 1, "d", data, rest));
			assertThat(envelope.name()).isEqualTo("A");
			assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(envelope::copyData);
		}
	}

	@Test
	void deepNestingIsRefused() { // R34
		byte[] deep = Terms.bytes(Terms.bytes("h\1".repeat(1001)), 106);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> read(message(0, 0, pair("op", Terms.bytes(97, 0)), pair("d", deep))))
			.withMessageContaining("maxDepth");
		byte[] fits = Terms.bytes(Terms.bytes("h\1".repeat(999)), 106);
		assertThat(read(message(0, 0, pair("op", Terms.bytes(97, 0)), pair("d", fits))).copyData().toJson())
			.startsWith("[[[");
	}

	@Test
	void textMessagesAreRefused() { // R33
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> this.decoder.decode(ByteBuffer.allocate(1), true, true))
			.withMessageContaining("Text message");
	}

	@Test
	void payloadCompressionIsRefused() { // R32
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new MessageDecoder(Encoding.ETF, Compression.PAYLOAD, 4096, PayloadLimits.DEFAULT).close())
			.withMessageContaining("JSON only");
	}

	private static int letter(Random random) {
		return random.nextBoolean() ? random.nextInt(6) : "wsdmAopt_B".charAt(random.nextInt(10));
	}

	private static byte[] pair(String key, byte[] value) {
		return Terms.bytes(key.length(), key, value);
	}

	/* Pairs begin with the key's length: the form says what comes before it. */
	private static byte[] message(int order, int form, byte[]... pairs) {
		byte[][] heads = { { 119 }, { 115 }, { 100, 0 }, { 118, 0 }, { 109, 0, 0, 0 } };
		List<byte[]> left = new ArrayList<>(List.of(pairs));
		byte[] message = Terms.bytes(131, 116, 0, 0, 0, pairs.length);
		for (int rest = order; !left.isEmpty(); rest /= Math.max(1, left.size() + 1)) {
			message = Terms.bytes(message, heads[form], left.remove(rest % left.size()));
		}
		return message;
	}

	private Envelope read(byte[] message) {
		Envelope envelope = this.decoder.decode(ByteBuffer.wrap(message), false, true);
		assertThat(envelope).isNotNull();
		return envelope;
	}

}
