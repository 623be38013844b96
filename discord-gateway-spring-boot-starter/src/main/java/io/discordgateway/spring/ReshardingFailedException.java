package io.discordgateway.spring;

/**
 * Completes the future of {@link DiscordGateway#reshard} if the shards of the other total
 * could not take over: those that ran before still do.
 *
 * @since 0.1
 */
public class ReshardingFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an exception.
	 * @param message why the number of shards was not changed
	 */
	public ReshardingFailedException(String message) {
		super(message);
	}

}
