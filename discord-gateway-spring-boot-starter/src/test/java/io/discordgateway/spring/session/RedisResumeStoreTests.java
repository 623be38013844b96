package io.discordgateway.spring.session;

import java.nio.file.Path;

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

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.redis.metadata.RedisMetadataStore;

/**
 * Tests for {@link MetadataStoreResumeStore} on a {@link RedisMetadataStore} and a real
 * Redis.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class RedisResumeStoreTests extends SharedResumeStoreContractTests {

	private static Engine engine;

	private static LettuceConnectionFactory client;

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		engine = Engine.redis(folder);
		client = Stores.redis(engine.port());
	}

	@AfterAll
	static void end() {
		if (client != null) {
			client.destroy();
			engine.close();
		}
	}

	@BeforeEach
	void empty() {
		new StringRedisTemplate(client).execute((connection) -> {
			connection.serverCommands().flushAll();
			return null;
		}, true);
	}

	@Override
	protected SharedResumeStore open() {
		return new MetadataStoreResumeStore(new RedisMetadataStore(client));
	}

}
