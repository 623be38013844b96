/**
 * The protocol with bytes at both ends, for anyone with a socket of their own. This
 * package alone needs {@code io.netty:netty-codec-http} on the class path, of which it
 * uses the HTTP and WebSocket codecs and neither sockets nor threads.
 */
@NullMarked
package io.discordgateway.connection;

import org.jspecify.annotations.NullMarked;
