package io.discordgateway.test.discord;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Answer of HTTP that stands for the one that was asked for (R2, R22).
 *
 * @param status the HTTP status
 * @param retryAfterSeconds value of {@code Retry-After}, or {@code null} for none
 * @param body the body
 * @since 0.1
 */
@Internal
public record Refusal(int status, @Nullable Long retryAfterSeconds, String body) {
}
