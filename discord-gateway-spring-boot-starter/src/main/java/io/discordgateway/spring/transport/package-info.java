/**
 * What carries bytes: Spring's {@code WebSocketClient}, or Netty's channels under the
 * core's byte-level connection.
 */
@NullMarked
package io.discordgateway.spring.transport;

import org.jspecify.annotations.NullMarked;
