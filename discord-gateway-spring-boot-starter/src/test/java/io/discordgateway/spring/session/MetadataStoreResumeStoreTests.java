package io.discordgateway.spring.session;

import java.time.Instant;
import java.util.List;

import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.ResumeStoreContractTests;
import org.junit.jupiter.api.Test;

import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.MetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link MetadataStoreResumeStore}.
 */
class MetadataStoreResumeStoreTests extends ResumeStoreContractTests {

	private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

	private final SimpleMetadataStore engine = new SimpleMetadataStore();

	@Override
	protected ResumeStore open() {
		return new MetadataStoreResumeStore(this.engine);
	}

	@Test
	void processesThatShareAStoreAddUpTheirStarts() {
		ResumeStore one = open();
		ResumeStore other = open();
		one.save("1", starts(NOW));
		other.save("1", starts(NOW.plusSeconds(1)));
		one.save("1", starts(NOW.plusSeconds(2)));
		assertThat(other.loadIdentifies("1", NOW.plusSeconds(3))).hasSize(3);
	}

	@Test
	void startOfAnotherProcessThatComesBetweenIsNotOverwritten() {
		ConcurrentMetadataStore busy = mock();
		given(busy.get(any())).willReturn(null, "[\"2026-11-25T11:00:00Z\"]");
		given(busy.putIfAbsent(any(), any())).willReturn("[]");
		given(busy.replace(any(), any(), any())).willReturn(true);
		new MetadataStoreResumeStore(busy).save("1", starts(NOW));
		verify(busy).replace("discord-gateway:1:identifies", "[\"2026-11-25T11:00:00Z\"]",
				"[\"2026-11-25T11:00:00Z\",\"2026-11-25T12:00:00Z\"]");
	}

	@Test
	void keyThatNeverComesToRestIsAFailure() {
		ConcurrentMetadataStore busy = mock();
		given(busy.putIfAbsent(any(), any())).willReturn("[]");
		assertThatIllegalStateException().isThrownBy(() -> new MetadataStoreResumeStore(busy).save("1", starts(NOW)))
			.withMessageContaining("discord-gateway:1:identifies");
	}

	@Test
	void storeThatCannotCompareIsWrittenAsItIs() {
		MetadataStore plain = mock();
		new MetadataStoreResumeStore(plain).save("1", starts(NOW));
		verify(plain).put("discord-gateway:1:identifies", "[\"2026-11-25T12:00:00Z\"]");
	}

	@Test
	void whatSomebodyElseWroteIsNotUsed() {
		this.engine.put("discord-gateway:1:session:0:1", "not json");
		this.engine.put("discord-gateway:1:session:1:2", "{\"version\":1}");
		this.engine.put("discord-gateway:1:identifies", "not json");
		assertThat(open().load("1", ShardId.SINGLE)).isNull();
		assertThat(open().load("1", new ShardId(1, 2))).isNull();
		assertThat(open().loadIdentifies("1", NOW)).isEmpty();
	}

	private static ResumeChanges starts(Instant time) {
		return new ResumeChanges(List.of(), List.of(), List.of(time));
	}

}
