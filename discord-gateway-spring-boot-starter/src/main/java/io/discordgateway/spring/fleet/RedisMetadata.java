package io.discordgateway.spring.fleet;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.integration.metadata.ConcurrentMetadataStore;

/**
 * {@link ConcurrentMetadataStore} with a key of Redis for each key.
 */
class RedisMetadata implements ConcurrentMetadataStore {

	/*
	 * RedisMetadataStore of Spring Integration has one hash for all keys and watches the
	 * whole of it: whoever changes one shard's session makes the write of another fail,
	 * so that many instances hold each other up, and a cluster cannot be used at all. A
	 * script is one round trip, touches one key, and fails for no other reason than that
	 * the value is another.
	 */

	private static final RedisScript<Long> REPLACE = new DefaultRedisScript<>("""
			if redis.call('get', KEYS[1]) == ARGV[1] then
				redis.call('set', KEYS[1], ARGV[2])
				return 1
			end
			return 0
			""", Long.class);

	private final StringRedisTemplate redis;

	RedisMetadata(RedisConnectionFactory connections) {
		this.redis = new StringRedisTemplate(connections);
	}

	@Override
	public void put(String key, String value) {
		this.redis.opsForValue().set(key, value);
	}

	@Override
	public @Nullable String get(String key) {
		return this.redis.opsForValue().get(key);
	}

	@Override
	public @Nullable String remove(String key) {
		return this.redis.opsForValue().getAndDelete(key);
	}

	@Override
	public @Nullable String putIfAbsent(String key, String value) {
		while (true) {
			if (Boolean.TRUE.equals(this.redis.opsForValue().setIfAbsent(key, value))) {
				return null;
			}
			String present = get(key);
			if (present != null) {
				return present;
			}
		}
	}

	@Override
	public boolean replace(String key, String oldValue, String newValue) {
		return Objects.equals(this.redis.execute(REPLACE, List.of(key), oldValue, newValue), 1L);
	}

}
