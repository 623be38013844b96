/**
 * WebSocket messages to envelopes and back: decompression, bounds, and reading
 * {@code op}, {@code s} and {@code t} without parsing {@code d}.
 */
@NullMarked
package io.discordgateway.codec;

import org.jspecify.annotations.NullMarked;
