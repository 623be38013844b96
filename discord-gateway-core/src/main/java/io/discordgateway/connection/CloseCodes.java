package io.discordgateway.connection;

/**
 * Which codes a close frame may have (RFC 6455, section 7.4, and the registry that it
 * refers to), and those that this side closes with when the peer breaks the rules.
 */
final class CloseCodes {

	static final int PROTOCOL_ERROR = 1002;

	static final int NOT_UTF_8 = 1007;

	static final int TOO_BIG = 1009;

	private CloseCodes() {
	}

	/** Returns whether a code may appear on the wire, whoever sends it. */
	static boolean maySend(int code) {
		return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
	}

}
