package io.discordgateway.spring.session;

import org.springframework.integration.metadata.MetadataStore;

/**
 * Thrown when sessions are to be kept in a {@link MetadataStore} that cannot compare and
 * set, so that two processes would take them from each other (R49).
 */
class UnsharedMetadataStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UnsharedMetadataStoreException(MetadataStore store) {
		super("The MetadataStore of type " + store.getClass().getName() + " cannot keep sessions: it is no "
				+ "ConcurrentMetadataStore, so that processes that share it could not tell whose a session is");
	}

}
