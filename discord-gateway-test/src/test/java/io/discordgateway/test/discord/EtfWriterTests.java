package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangDouble;
import com.ericsson.otp.erlang.OtpErlangList;
import com.ericsson.otp.erlang.OtpErlangLong;
import com.ericsson.otp.erlang.OtpErlangMap;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpInputStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is written in ETF, as Erlang's own library reads it (R33).
 */
class EtfWriterTests {

	@Test
	void envelopeHasAtomsForKeysInErlangsOrder() throws Exception {
		OtpErlangMap message = read(new Payload(0, "MESSAGE_CREATE", 300, bytes("{\"a\":1}")));
		assertThat(message.keys()).containsExactly(atom("d"), atom("op"), atom("s"), atom("t"));
		assertThat(message.get(atom("op"))).isEqualTo(new OtpErlangLong(0));
		assertThat(message.get(atom("s"))).isEqualTo(new OtpErlangLong(300));
		assertThat(message.get(atom("t"))).isEqualTo(atom("MESSAGE_CREATE"));
		OtpErlangMap control = read(Payload.control(Payload.HEARTBEAT_ACK, "null"));
		assertThat(control.get(atom("op"))).isEqualTo(new OtpErlangLong(11));
		assertThat(control.values()).contains(atom("nil"));
		assertThat(control.get(atom("s"))).isEqualTo(atom("nil"));
	}

	@Test
	void snowflakesAreIntegers() throws Exception {
		OtpErlangMap data = data("""
				{"id": "18446744073709551615", "guild_id": "41771983423143937", "channel_id": "7", "parent_id": null,
				"role_ids": ["41771983423143937", "x"], "roles": ["8"],
				"resolved": {"41771983423143937": {"id": "41771983423143937"}}}""");
		assertThat(value(data, "id").bigIntegerValue()).isEqualTo("18446744073709551615");
		assertThat(value(data, "guild_id").longValue()).isEqualTo(41771983423143937L);
		assertThat(value(data, "channel_id").longValue()).isEqualTo(7);
		assertThat(data.get(atom("parent_id"))).isEqualTo(atom("nil"));
		assertThat(((OtpErlangList) data.get(atom("role_ids"))).elements())
			.containsExactly(new OtpErlangLong(41771983423143937L), binary("x"));
		assertThat(((OtpErlangList) data.get(atom("roles"))).elements()).containsExactly(new OtpErlangLong(8));
		assertThat(((OtpErlangMap) data.get(atom("resolved"))).keys())
			.containsExactly(new OtpErlangLong(41771983423143937L));
	}

	@Test
	void whatOnlyLooksLikeASnowflakeIsAString() throws Exception {
		OtpErlangMap data = data("""
				{"content": "41771983423143937", "custom_id": "1", "session_id": "2", "id": "007",
				"party": {"id": "3"}, "permissions": "562949953601536", "odd key": 1,
				"owner_id": "99999999999999999999"}""");
		assertThat(data.get(atom("content"))).isEqualTo(binary("41771983423143937"));
		assertThat(data.get(atom("custom_id"))).isEqualTo(binary("1"));
		assertThat(data.get(atom("session_id"))).isEqualTo(binary("2"));
		assertThat(data.get(atom("id"))).isEqualTo(binary("007"));
		assertThat(((OtpErlangMap) data.get(atom("party"))).get(atom("id"))).isEqualTo(binary("3"));
		assertThat(data.get(atom("permissions"))).isEqualTo(binary("562949953601536"));
		assertThat(data.get(binary("odd key"))).isEqualTo(new OtpErlangLong(1));
		assertThat(data.get(atom("owner_id"))).isEqualTo(binary("99999999999999999999"));
	}

	@Test
	void everyKindOfValueIsWritten() throws Exception {
		OtpErlangMap data = data(
				"""
						{"small": 255, "int": -1, "big": 1099511627776, "negative": -1099511627776, "huge": 36893488147419103232,
						"float": 1.5, "yes": true, "no": false, "empty": [], "list": [[1], {}], "text": "grün 😀"}""");
		assertThat(value(data, "small").longValue()).isEqualTo(255);
		assertThat(value(data, "int").longValue()).isEqualTo(-1);
		assertThat(value(data, "big").longValue()).isEqualTo(1L << 40);
		assertThat(value(data, "negative").longValue()).isEqualTo(-(1L << 40));
		assertThat(value(data, "huge").bigIntegerValue()).isEqualTo("36893488147419103232");
		assertThat(data.get(atom("float"))).isEqualTo(new OtpErlangDouble(1.5));
		assertThat(data.get(atom("yes"))).isEqualTo(atom("true"));
		assertThat(data.get(atom("no"))).isEqualTo(atom("false"));
		assertThat(((OtpErlangList) data.get(atom("empty"))).arity()).isZero();
		assertThat(((OtpErlangList) data.get(atom("list"))).arity()).isEqualTo(2);
		assertThat(data.get(atom("text"))).isEqualTo(binary("grün 😀"));
	}

	private static OtpErlangMap data(String json) throws Exception {
		return (OtpErlangMap) read(new Payload(0, "TEST", 1, bytes(json))).get(atom("d"));
	}

	private static OtpErlangMap read(Payload payload) throws Exception {
		try (OtpInputStream in = new OtpInputStream(EtfWriter.write(payload))) {
			OtpErlangObject message = in.read_any();
			assertThat(in.available()).isZero();
			return (OtpErlangMap) message;
		}
	}

	private static OtpErlangLong value(OtpErlangMap map, String key) {
		return (OtpErlangLong) map.get(atom(key));
	}

	private static OtpErlangAtom atom(String name) {
		return new OtpErlangAtom(name);
	}

	private static OtpErlangBinary binary(String text) {
		return new OtpErlangBinary(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
