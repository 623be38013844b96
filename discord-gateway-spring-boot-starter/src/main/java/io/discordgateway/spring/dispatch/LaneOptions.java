package io.discordgateway.spring.dispatch;

import java.time.Duration;

import io.discordgateway.Internal;
import io.discordgateway.spring.DispatchErrorHandler;

/**
 * How the lanes of a shard work.
 *
 * @param ordering in which order listeners see events
 * @param capacity from how many events in hand on reading pauses
 * @param maxBytes from how many bytes of payloads in hand on reading pauses
 * @param acknowledgeTimeout how long a deferred event may take
 * @param errorHandler what follows a listener that fails
 * @since 0.1
 */
@Internal
public record LaneOptions(Ordering ordering, int capacity, long maxBytes, Duration acknowledgeTimeout,
		DispatchErrorHandler errorHandler) {

}
