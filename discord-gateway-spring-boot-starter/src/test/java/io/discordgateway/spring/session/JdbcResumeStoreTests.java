package io.discordgateway.spring.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.SharedResumeStoreContractTests;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MetadataStoreResumeStore} in the usual table of a
 * {@link JdbcMetadataStore}, which takes no value over 4,000 characters.
 */
class JdbcResumeStoreTests extends SharedResumeStoreContractTests {

	private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

	private static final int MANY = 1000;

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	@BeforeEach
	void makeTables() {
		new ResourceDatabasePopulator(new ClassPathResource("org/springframework/integration/jdbc/schema-h2.sql"))
			.execute(this.database);
	}

	@AfterEach
	void dropTables() {
		new JdbcTemplate(this.database).execute("SHUTDOWN");
		this.database.dispose();
	}

	@Override
	protected SharedResumeStore open() {
		JdbcMetadataStore store = new JdbcMetadataStore(this.database);
		store.afterPropertiesSet();
		return new MetadataStoreResumeStore(store);
	}

	@Test
	void startsOfABusyDayAreCountedAndMakeRoomForThoseOfTheNext() { // R13
		SharedResumeStore store = open();
		List<SessionStart> first = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			first.add(new SessionStart("1a2b3c4d-" + i, NOW.plusSeconds(5L * i)));
			store.save("1", starts(List.of(first.get(i))));
		}
		Instant evening = NOW.plusSeconds(5L * MANY);
		assertThat(store.loadIdentifies("1", evening)).containsExactlyElementsOf(first);
		long rows = rows();
		for (int day = 1; day <= 8; day++) {
			Instant morning = NOW.plus(Duration.ofDays(2L * day));
			List<SessionStart> next = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				next.add(new SessionStart("day" + day + "-" + i, morning.plusSeconds(5L * i)));
			}
			store.save("1", starts(next));
			assertThat(store.loadIdentifies("1", morning.plusSeconds(5L * MANY))).containsExactlyElementsOf(next);
		}
		// What is forgotten is judged by all of it, so that some days are kept (R13).
		assertThat(rows()).as("pages are used again").isLessThan(5 * rows);
	}

	@Test
	void startThatIsSavedTwiceCountsOnceThoughItsPageIsFull() { // R13
		SharedResumeStore store = open();
		List<SessionStart> all = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			all.add(new SessionStart("1a2b3c4d-" + i, NOW));
		}
		store.save("1", starts(all.subList(0, MANY / 2)));
		store.save("1", starts(all));
		store.save("1", starts(all));
		assertThat(store.loadIdentifies("1", NOW)).containsExactlyInAnyOrderElementsOf(all);
	}

	@Test
	void thousandShardsAreKept() { // R23, R13
		SharedResumeStore store = open();
		List<SessionStart> starts = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			ShardId shard = new ShardId(i, MANY);
			SessionClaim claim = store.claim("1", shard, "0123456789abcdef", NOW, NOW.plusSeconds(30));
			assertThat(store.save("1", claim.renewed(session(shard), NOW.plusSeconds(60)))).isTrue();
			starts.add(new SessionStart("1a2b3c4d-" + i, NOW));
		}
		store.save("1", starts(starts));
		SharedResumeStore next = open();
		for (int i = 0; i < MANY; i++) {
			ShardId shard = new ShardId(i, MANY);
			assertThat(next.load("1", shard)).isEqualTo(session(shard));
		}
		assertThat(next.loadIdentifies("1", NOW)).hasSize(MANY);
	}

	private long rows() {
		Long rows = new JdbcTemplate(this.database).queryForObject("SELECT COUNT(*) FROM INT_METADATA_STORE",
				Long.class);
		return (rows != null) ? rows : 0;
	}

	private static ResumeChanges starts(List<SessionStart> starts) {
		return new ResumeChanges(List.of(), List.of(), starts);
	}

	private static KeptSession session(ShardId shard) {
		return new KeptSession(new ResumePoint("0123456789abcdef0123456789abcdef",
				GatewayUrl.of("wss://gateway-us-east1-b.discord.gg"), Integer.MAX_VALUE, shard), 53608447);
	}

}
