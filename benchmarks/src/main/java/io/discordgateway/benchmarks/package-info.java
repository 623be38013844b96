/**
 * Measurements; {@code benchmarks/README.md} tells how to repeat them and what they gave.
 */
@NullMarked
package io.discordgateway.benchmarks;

import org.jspecify.annotations.NullMarked;
