package io.discordgateway.test.discord;

/**
 * What a close means for the session of the connection (Opcodes and Status Codes &gt;
 * Gateway Close Event Codes; R18, R21).
 */
final class Closing {

	private Closing() {
	}

	/** Whether Discord's own close with this code ends the session. */
	static boolean endsSession(int code) {
		return switch (code) {
			case 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014 -> true;
			default -> false;
		};
	}

	/** Whether a client that closes with this code gives its session up. */
	static boolean givesSessionUp(int code) {
		return code == 1000 || code == 1001;
	}

}
