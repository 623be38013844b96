package io.discordgateway.spring.observation;

import java.time.Duration;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * How the day's budget of session starts stands (R13).
 *
 * @param total how many a day has
 * @param remaining how many are left, by the more careful count
 * @param resetAfter when all are there again, or {@code null} if that is not known
 * @since 0.1
 */
@Internal
public record SessionStartFigures(int total, int remaining, @Nullable Duration resetAfter) {
}
