package io.discordgateway.spring.session;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.SharedResumeStoreContractTests;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.PropertiesPersistingMetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willCallRealMethod;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link MetadataStoreResumeStore}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MetadataStoreResumeStoreTests extends SharedResumeStoreContractTests {

	private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

	private static final String KEY = "discord-gateway:1:session:0:1";

	private static final KeptSession SESSION = new KeptSession(
			new ResumePoint("s", GatewayUrl.of("wss://resume.example"), 7, ShardId.SINGLE), 1);

	private final SimpleMetadataStore engine = new SimpleMetadataStore();

	@Override
	protected SharedResumeStore open() {
		return new MetadataStoreResumeStore(this.engine);
	}

	@Test
	void startOfAnotherProcessThatComesBetweenIsNotOverwritten() { // R13
		ConcurrentMetadataStore busy = mock();
		given(busy.get("discord-gateway:1:identifies")).willReturn(null, "[\"miff3ao0 b-0\"]");
		given(busy.putIfAbsent(any(), any())).willReturn("[]");
		given(busy.replace(any(), any(), any())).willReturn(true);
		new MetadataStoreResumeStore(busy).save("1", start("a-0"));
		verify(busy).replace("discord-gateway:1:identifies", "[\"miff3ao0 b-0\"]",
				"[\"miff3ao0 b-0\",\"" + Long.toString(NOW.toEpochMilli(), 36) + " a-0\"]");
	}

	@Test
	void keyThatNeverComesToRestIsAFailure() {
		ConcurrentMetadataStore busy = mock();
		given(busy.putIfAbsent(any(), any())).willReturn("[]");
		assertThatIllegalStateException().isThrownBy(() -> new MetadataStoreResumeStore(busy).save("1", start("a-0")))
			.withMessageContaining("discord-gateway:1:identifies");
		assertThatIllegalStateException()
			.isThrownBy(() -> new MetadataStoreResumeStore(busy).claim("1", ShardId.SINGLE, "me", NOW, NOW))
			.withMessageContaining("discord-gateway:1:session:0:1");
	}

	@Test
	void whatSomebodyElseWroteIsSetAsideAndToldOfOnce(CapturedOutput output) {
		this.engine.put(KEY, "not json");
		this.engine.put("discord-gateway:1:identifies", "not json");
		assertThat(open().load("1", ShardId.SINGLE)).isNull();
		assertThat(open().loadIdentifies("1", NOW)).isEmpty();
		assertThat(open().claim("1", ShardId.SINGLE, "me", NOW, NOW.plusSeconds(30)).session()).isNull();
		assertThat(open().load("1", ShardId.SINGLE)).isNull();
		assertThat(this.engine.get(KEY + ":unreadable")).isEqualTo("not json");
		assertThat(output).containsOnlyOnce("is no session of this version").contains(KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"version\":1 -> \"version\":2", "\"owner\":\"me\" -> \"owner\":7",
			"\"epoch\":1 -> \"epoch\":1e99", "\"sequence\":7 -> \"sequence\":\"many\"",
			"\"sequence\":7 -> \"sequence\":99999999999999999999", "\"total\":1 -> \"total\":0",
			"\"shard\":0 -> \"shard\":1", "\"session\":\"s\" -> \"session\":5", "wss://resume -> https://resume" })
	void recordOfAnotherFormIsNotUsed(String change) { // R52
		SharedResumeStore store = open();
		SessionClaim claim = store.claim("1", ShardId.SINGLE, "me", NOW, NOW.plusSeconds(30));
		assertThat(store.save("1", claim.renewed(SESSION, NOW))).isTrue();
		assertThat(store.load("1", ShardId.SINGLE)).isEqualTo(SESSION);
		String[] parts = change.split(" -> ", 2);
		String kept = this.engine.get(KEY);
		assertThat(kept).contains(parts[0]);
		this.engine.put(KEY, kept.replace(parts[0], parts[1]));
		assertThat(store.load("1", ShardId.SINGLE)).isNull();
		assertThat(store.save("1", claim.renewed(SESSION, NOW))).as("it is nobody's").isFalse();
	}

	@Test
	void processThatTakesTheSessionInTheMiddleOfASaveIsNotOverwritten() { // R49
		ConcurrentMetadataStore racing = spy(new SimpleMetadataStore());
		SharedResumeStore store = new MetadataStoreResumeStore(racing);
		SessionClaim claim = store.claim("1", ShardId.SINGLE, "me", NOW, NOW);
		willAnswer((call) -> {
			willCallRealMethod().given(racing).replace(any(), any(), any());
			new MetadataStoreResumeStore(racing).claim("1", ShardId.SINGLE, "other", NOW.plusSeconds(1), NOW);
			return call.callRealMethod();
		}).given(racing).replace(any(), any(), any());
		assertThat(store.save("1", claim.renewed(SESSION, NOW.plusSeconds(60)))).isFalse();
		assertThat(racing.get(KEY)).contains("\"other\"");
	}

	@Test
	@DisplayName("R23: what is saved in a store that writes when it is flushed survives a kill")
	void storeThatIsFlushableIsFlushedAfterEachSave(@TempDir Path folder) throws Exception {
		PropertiesPersistingMetadataStore properties = persisted(folder);
		SharedResumeStore store = new MetadataStoreResumeStore(properties);
		SessionClaim claim = store.claim("1", ShardId.SINGLE, "me", NOW, NOW.plusSeconds(30));
		assertThat(store.save("1", claim.renewed(SESSION, NOW.plusSeconds(30)))).isTrue();
		store.save("1", start("a-0"));
		SharedResumeStore afterTheKill = new MetadataStoreResumeStore(persisted(folder));
		assertThat(afterTheKill.load("1", ShardId.SINGLE)).isEqualTo(SESSION);
		assertThat(afterTheKill.loadIdentifies("1", NOW)).hasSize(1);
	}

	private static PropertiesPersistingMetadataStore persisted(Path folder) throws Exception {
		PropertiesPersistingMetadataStore store = new PropertiesPersistingMetadataStore();
		store.setBaseDirectory(folder.toString());
		store.afterPropertiesSet();
		return store;
	}

	@Test
	void storeThatEndsWithTheProcessIsWarnedOf(CapturedOutput output) {
		assertThat(open().toString()).contains("SimpleMetadataStore");
		assertThat(output).contains("it ends with this process").contains("discord.gateway.session.store=file");
	}

	private static ResumeChanges start(String id) {
		return new ResumeChanges(List.of(), List.of(), List.of(new SessionStart(id, NOW)));
	}

}
