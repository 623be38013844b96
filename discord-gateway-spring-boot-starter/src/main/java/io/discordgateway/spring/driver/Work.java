package io.discordgateway.spring.driver;

/**
 * What threads are for. Each kind has threads of its own, so that no kind waits for
 * another.
 */
enum Work {

	/** Moving the shards. Never blocks. */
	DRIVE,

	/** Sending to a peer. Blocks while the peer does not read. */
	SEND,

	/** Closing a connection. Blocks while the peer does not read, or answer. */
	CLOSE,

	/** Opening a connection. Blocks until that is done, or has failed. */
	CONNECT,

	/** Asking the API where the gateway is. Blocks until the answer. */
	LOOK_UP,

	/** Reading and writing the store of sessions. May block for as long as it likes. */
	STORE,

	/**
	 * Completing futures of the application, and all else of the application's that is
	 * not a listener. May block for as long as it likes.
	 */
	ANSWER,

	/**
	 * Publishing events to the application's listeners. May block for as long as it
	 * likes, and even until something of the kind {@link #ANSWER} is done.
	 */
	DISPATCH

}
