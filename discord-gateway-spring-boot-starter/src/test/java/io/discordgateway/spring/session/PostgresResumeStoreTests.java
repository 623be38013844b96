package io.discordgateway.spring.session;

import java.nio.file.Path;

import javax.sql.DataSource;

import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.spring.engine.Engine;
import io.discordgateway.spring.engine.Stores;
import io.discordgateway.test.SharedResumeStoreContractTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tests for {@link MetadataStoreResumeStore} on a {@link JdbcMetadataStore} and a real
 * PostgreSQL.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class PostgresResumeStoreTests extends SharedResumeStoreContractTests {

	private static Engine engine;

	private static DataSource client;

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		engine = Engine.postgres(folder);
		client = Stores.postgres(engine.port());
		Stores.makeTables(client, "postgresql");
	}

	@AfterAll
	static void end() {
		if (engine != null) {
			engine.close();
		}
	}

	@BeforeEach
	void empty() {
		new JdbcTemplate(client).execute("TRUNCATE INT_METADATA_STORE");
	}

	@Override
	protected SharedResumeStore open() {
		JdbcMetadataStore store = new JdbcMetadataStore(client);
		store.afterPropertiesSet();
		return new MetadataStoreResumeStore(store);
	}

}
