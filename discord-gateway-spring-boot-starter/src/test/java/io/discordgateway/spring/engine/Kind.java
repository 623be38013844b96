package io.discordgateway.spring.engine;

import java.io.IOException;
import java.nio.file.Path;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.redis.metadata.RedisMetadataStore;

/** The engines that tests run against, and Spring Integration's stores on them. */
public enum Kind {

	REDIS {

		@Override
		public Engine start(Path folder) throws IOException {
			return Engine.redis(folder);
		}

		@Override
		public StoreClient connect(Engine engine) {
			LettuceConnectionFactory redis = Stores.redis(engine.port());
			return new StoreClient(new RedisMetadataStore(redis), redis::destroy);
		}

	},

	POSTGRES {

		@Override
		public Engine start(Path folder) throws IOException {
			Engine engine = Engine.postgres(folder);
			Stores.makeTables(Stores.postgres(engine.port()), "postgresql");
			return engine;
		}

		@Override
		public StoreClient connect(Engine engine) {
			JdbcMetadataStore store = new JdbcMetadataStore(Stores.postgres(engine.port()));
			store.afterPropertiesSet();
			return new StoreClient(store, () -> {
			});
		}

	};

	/**
	 * Starts an engine, with the tables that it needs.
	 * @param folder where its data is
	 * @return the engine
	 */
	public abstract Engine start(Path folder) throws IOException;

	/**
	 * Connects as one more process does.
	 * @param engine the engine
	 * @return the store in it, which has to be closed
	 */
	public abstract StoreClient connect(Engine engine);

}
