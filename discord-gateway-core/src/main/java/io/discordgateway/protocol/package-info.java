/**
 * One shard's life over many connections and sessions, as a state machine without I/O.
 */
@NullMarked
package io.discordgateway.protocol;

import org.jspecify.annotations.NullMarked;
