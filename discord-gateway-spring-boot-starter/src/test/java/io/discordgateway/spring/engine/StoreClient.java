package io.discordgateway.spring.engine;

import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * One process's store in an engine.
 *
 * @param store the store
 * @param end ends its connections
 */
public record StoreClient(ConcurrentMetadataStore store, Runnable end) implements AutoCloseable {

	@Override
	public void close() {
		this.end.run();
	}

}
