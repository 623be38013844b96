package io.discordgateway.spring;

/**
 * Completes the future of a command that was not sent: its deadline passed, the queue was
 * full, it was too large, or the shard stopped.
 *
 * @since 0.1
 */
public class CommandDroppedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an exception.
	 * @param message why the command was not sent
	 */
	public CommandDroppedException(String message) {
		super(message);
	}

}
