/**
 * Limits and timings of the gateway, as pure objects: time and chance are arguments.
 */
@NullMarked
package io.discordgateway.limit;

import org.jspecify.annotations.NullMarked;
