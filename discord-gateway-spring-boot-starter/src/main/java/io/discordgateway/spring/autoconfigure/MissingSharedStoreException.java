package io.discordgateway.spring.autoconfigure;

/**
 * Thrown when processes are to share something, and there is no store for it.
 */
class MissingSharedStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingSharedStoreException(String property, String value) {
		super(property + " is " + value + ", but there is no one store that processes could share");
	}

}
