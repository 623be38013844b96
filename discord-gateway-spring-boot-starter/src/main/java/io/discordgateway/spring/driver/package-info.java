/**
 * What drives the shards: sockets, timers, threads, and the look-up of the gateway.
 */
@NullMarked
package io.discordgateway.spring.driver;

import org.jspecify.annotations.NullMarked;
