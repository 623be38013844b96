package io.discordgateway.payload;

/**
 * Code of a close frame that a client may send (RFC 6455, section 7.4): 1000 to 1003,
 * 1007 to 1014 or 3000 to 4999, and none after which Discord would not resume (R18).
 *
 * @param value the number on the wire
 * @since 0.1
 */
public record CloseCode(int value) {

	/** Ends the session: the bot goes offline (R21). */
	public static final CloseCode ENDS_SESSION = new CloseCode(1000);

	/** Keeps the session resumable (R8, R21). */
	public static final CloseCode KEEPS_SESSION = new CloseCode(4900);

	private static final int NORMAL = 1000;

	private static final int GOING_AWAY = 1001;

	public CloseCode {
		boolean sendable = (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014)
				|| (value >= 3000 && value <= 4999);
		if (!sendable) {
			throw new IllegalArgumentException("A close frame must not have the code " + value);
		}
		if (GatewayCloseCode.recoveryOf(value) != Recovery.RESUME) {
			throw new IllegalArgumentException(
					"The code " + value + " is Discord's verdict on a session, not a client's to send");
		}
	}

	/**
	 * Returns whether the session is over after a close with this code (R21).
	 * @return true for 1000 and 1001
	 */
	public boolean endsSession() {
		return this.value == NORMAL || this.value == GOING_AWAY;
	}

	@Override
	public String toString() {
		return Integer.toString(this.value);
	}

}
