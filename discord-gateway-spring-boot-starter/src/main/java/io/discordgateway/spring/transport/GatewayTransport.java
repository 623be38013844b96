package io.discordgateway.spring.transport;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the shards of one process send and receive, between one start of the
 * gateway and its stop. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public interface GatewayTransport {

	/**
	 * Makes a connection, which does nothing before it is opened.
	 * @param listener who is told what comes
	 * @return the connection
	 */
	Connection newConnection(Listener listener);

	/**
	 * Ends: what this transport runs on is let go. Connections that are still being
	 * closed have a moment to end in order, which nobody waits for.
	 */
	void close();

	/**
	 * Makes the transport of one run of the gateway.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Makes a transport.
		 * @param threads what it may run on beside threads of its own
		 * @param clock the time, which never goes back
		 * @return the transport
		 */
		GatewayTransport create(TransportThreads threads, InstantSource clock);

	}

	/**
	 * One WebSocket, from the attempt to its end. Thread-safe; no method but
	 * {@link #open} blocks.
	 */
	interface Connection {

		/**
		 * Connects, unless the connection was closed before. May block until that is
		 * done, or has failed.
		 * @param url where to, {@code wss} or {@code ws}
		 */
		void open(URI url);

		/**
		 * Sends a message when all that was given before is sent. Once one could not be
		 * sent, none of those behind it is.
		 * @param payload the message
		 * @param text whether it is text, in UTF-8
		 * @param done told {@code null} when the message was sent, or why it was not; for
		 * one message after the other
		 */
		void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done);

		/**
		 * Does something when all that was given before is sent; never if it could not
		 * be.
		 * @param task what to do; it may not block
		 */
		void afterSends(Runnable task);

		/**
		 * Closes the connection when what was given to it is sent. The peer has a few
		 * seconds to take that, and to answer; nobody waits for it. What never opened is
		 * not opened, or closed as soon as it is.
		 * @param code the code of the close frame
		 * @param reason why, for people
		 * @return completes, without failure, when the close frame was sent, or could not
		 * be
		 */
		CompletableFuture<Void> close(int code, String reason);

	}

	/**
	 * Hears what comes over a connection: first {@link #opened} or
	 * {@link #connectFailed}, {@link #closed} at last. It may still hear of a connection
	 * that it has closed. No method may block.
	 */
	interface Listener {

		/** The connection is open: messages can be sent. */
		void opened();

		/**
		 * The connection could not be opened.
		 * @param reason what went wrong in one clause, with the body of a refusal (R22)
		 * @param httpStatus the HTTP status if the upgrade was refused, else {@code null}
		 * @param retryAfter how long the peer asked to wait, else {@code null}
		 */
		void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter);

		/**
		 * A message, or a piece of one, came.
		 * @param chunk the bytes, valid until this method returns
		 * @param text whether it is text
		 * @param last whether it ends a message
		 * @return completes when the socket may be read on
		 */
		CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last);

		/**
		 * All that was read has been told: the socket may have nothing more for a while.
		 * What was received may be worked on together by now, so this follows a number of
		 * pieces, but always before the transport waits for more.
		 */
		void caughtUp();

		/**
		 * The connection ended.
		 * @param code the code of the first close frame, the peer's or one with which
		 * what the peer did wrong was answered; {@code null} if there was none
		 * @param reason why in one clause, may be empty
		 */
		void closed(@Nullable Integer code, String reason);

	}

}
