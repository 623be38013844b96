package io.discordgateway.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What there was between a shard's socket and its listeners when it was asked.
 *
 * @param inHand how many events were received and are not done yet
 * @param bytesInHand how many bytes their payloads have
 * @param paused whether the socket is not read because that is too much
 * @param pausedTime for how long it was not read, in all
 * @param halted why nothing more is handled, as
 * {@link DispatchErrorHandler.Decision#stop() decided} after a failure, or {@code null}
 * @param staleInteractions how many interactions came with a replay and too late to be
 * answered, delivered or not (R50)
 * @since 0.1
 */
public record ShardDelivery(int inHand, long bytesInHand, boolean paused, Duration pausedTime, @Nullable String halted,
		long staleInteractions) {

	/** A shard that has nothing in hand and never had to pause. */
	public static final ShardDelivery IDLE = new ShardDelivery(0, 0, false, Duration.ZERO, null, 0);

}
