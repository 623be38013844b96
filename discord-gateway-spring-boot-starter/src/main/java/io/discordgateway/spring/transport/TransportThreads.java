package io.discordgateway.spring.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.discordgateway.Internal;

/**
 * Threads for what blocks. A transport that has threads of its own needs few of them.
 *
 * @since 0.1
 */
@Internal
public interface TransportThreads {

	/**
	 * Returns what runs tasks that look up a name, or connect. They may block until that
	 * is done, or has failed.
	 * @return the executor, which never refuses
	 */
	Executor connecting();

	/**
	 * Returns what runs the parts of a handshake that take long, or ask somebody. They do
	 * not wait for those who connect, as the peer waits for them.
	 * @return the executor, which never refuses
	 */
	Executor handshaking();

	/**
	 * Returns what runs the sends of one connection, one after the other. They may block
	 * while the peer does not read.
	 * @return a new executor, which never refuses
	 */
	Executor newOutbox();

	/**
	 * Returns what runs tasks that close a connection. They may block while the peer does
	 * not read, or answer.
	 * @return the executor, which never refuses
	 */
	Executor closing();

	/**
	 * Holds the calling thread, which reads on when nobody holds it.
	 * @param done what is waited for
	 */
	void hold(CompletableFuture<Void> done);

}
