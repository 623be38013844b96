/**
 * The protocol with bytes at both ends, for anyone with a socket of their own: a shell
 * around {@link io.discordgateway.protocol.ShardProtocol}, and the WebSocket below it.
 */
@NullMarked
package io.discordgateway.connection;

import org.jspecify.annotations.NullMarked;
