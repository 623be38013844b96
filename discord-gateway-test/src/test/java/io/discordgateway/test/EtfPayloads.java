package io.discordgateway.test;

import java.nio.charset.StandardCharsets;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangLong;
import com.ericsson.otp.erlang.OtpErlangMap;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpOutputStream;

/**
 * Payloads as a client sends them in ETF, written by Erlang's own library.
 */
final class EtfPayloads {

	private EtfPayloads() {
	}

	static byte[] identify(String token, boolean compress) {
		OtpErlangObject text = binary("x");
		OtpErlangMap properties = new OtpErlangMap(
				new OtpErlangObject[] { binary("os"), binary("browser"), binary("device") },
				new OtpErlangObject[] { text, text, text });
		OtpErlangMap data = new OtpErlangMap(
				new OtpErlangObject[] { binary("token"), binary("intents"), binary("properties"), binary("compress") },
				new OtpErlangObject[] { binary(token), new OtpErlangLong(0), properties, new OtpErlangAtom(compress) });
		return write(new OtpErlangMap(new OtpErlangObject[] { binary("op"), binary("d") },
				new OtpErlangObject[] { new OtpErlangLong(2), data }));
	}

	private static OtpErlangBinary binary(String text) {
		return new OtpErlangBinary(text.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] write(OtpErlangObject term) {
		OtpOutputStream out = new OtpOutputStream();
		out.write(131);
		out.write_any(term);
		return out.toByteArray();
	}

}
