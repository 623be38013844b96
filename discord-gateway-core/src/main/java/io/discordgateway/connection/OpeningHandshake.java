package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.discordgateway.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Opening handshake of a client (RFC 6455, section 4.1): the request, and what the answer
 * says.
 */
final class OpeningHandshake {

	private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	/** How much of a line that is not HTTP is told. */
	private static final int MAX_LINE = 100;

	private final String key;

	private final HttpResponseReader response = new HttpResponseReader();

	OpeningHandshake(RandomGenerator random) {
		byte[] nonce = new byte[16];
		random.nextBytes(nonce);
		this.key = Base64.getEncoder().encodeToString(nonce);
	}

	byte[] request(URI url, Map<String, String> headers) {
		URI ascii = URI.create(url.toASCIIString());
		StringBuilder request = new StringBuilder("GET ");
		request.append(ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath());
		if (ascii.getRawQuery() != null) {
			request.append('?').append(ascii.getRawQuery());
		}
		request.append(" HTTP/1.1\r\nhost: ").append(host(ascii));
		request.append("\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: ").append(this.key);
		request.append("\r\nsec-websocket-version: 13\r\n");
		headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
		return request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
	}

	private static String host(URI url) {
		Destination destination = Destination.of(url);
		return (destination.port() == Destination.defaultPort(destination.secure())) ? url.getHost()
				: url.getHost() + ":" + destination.port();
	}

	/**
	 * Takes bytes.
	 * @param bytes what came; moved to what belongs to the WebSocket
	 * @return what the answer says, {@code null} while it is not complete
	 */
	@Nullable Outcome receive(ByteBuffer bytes) {
		this.response.read(bytes);
		if (this.response.hasSwitched()) {
			String fault = fault();
			return (fault != null) ? new Failed("The answer to the upgrade has " + fault) : new Upgraded();
		}
		if (this.response.isMalformed()) {
			String unexpected = Printable.oneLine(this.response.unexpected(), MAX_LINE);
			return new Failed(
					"The answer to the upgrade is not HTTP" + (unexpected.isEmpty() ? "" : ": '" + unexpected + "'"));
		}
		return this.response.isRefused() ? refused() : null;
	}

	/** Takes the end of the stream, which may be the end of a refusal's body. */
	Outcome endOfInput() {
		this.response.endOfInput();
		Refused refused = refused();
		return (refused != null) ? refused : new Failed("The connection ended before the upgrade was answered");
	}

	/** Returns the refusal as far as it has come, {@code null} if nothing says so. */
	@Nullable Refused refused() {
		ConnectionEvent.UpgradeRejected rejected = this.response.refusal();
		return (rejected != null) ? new Refused(rejected) : null;
	}

	private @Nullable String fault() {
		if (this.response.elements("Upgrade").noneMatch("websocket"::equals)) {
			return "no 'Upgrade: websocket'";
		}
		if (this.response.elements("Connection").noneMatch("upgrade"::equals)) {
			return "no 'Connection: Upgrade'";
		}
		if (!this.response.values("Sec-WebSocket-Accept").equals(List.of(accept(this.key)))) {
			return "a wrong Sec-WebSocket-Accept";
		}
		if (!this.response.values("Sec-WebSocket-Extensions").isEmpty()
				|| !this.response.values("Sec-WebSocket-Protocol").isEmpty()) {
			return "an extension or a subprotocol that was not asked for";
		}
		return null;
	}

	static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	/** What came of the upgrade. */
	sealed interface Outcome {

	}

	/** The connection is a WebSocket. */
	record Upgraded() implements Outcome {
	}

	/**
	 * The peer answered with another status.
	 *
	 * @param rejected what it answered
	 */
	record Refused(ConnectionEvent.UpgradeRejected rejected) implements Outcome {
	}

	/**
	 * The peer's answer is none.
	 *
	 * @param reason what is wrong
	 */
	record Failed(String reason) implements Outcome {
	}

}
