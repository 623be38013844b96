package io.discordgateway.spring.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.ResumeStoreContractTests;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link FileResumeStore}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FileResumeStoreTests extends ResumeStoreContractTests {

	private static final String BOT = "1";

	private static final KeptSession SESSION = new KeptSession(
			new ResumePoint("secret-session", GatewayUrl.of("wss://resume.example"), 41, ShardId.SINGLE), 1);

	@TempDir
	private Path folder;

	@Override
	protected ResumeStore open() {
		return new FileResumeStore(file());
	}

	@Test
	void folderIsMadeWhereThereIsNone() {
		try (FileResumeStore store = new FileResumeStore(this.folder.resolve("a/b/sessions.json"))) {
			store.save(BOT, ResumeChanges.of(SESSION));
		}
		assertThat(this.folder.resolve("a/b/sessions.json")).exists();
	}

	@Test
	void fileIsReadableByItsOwnerOnly() throws IOException {
		save();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
	}

	@Test
	void nothingIsLeftBesideTheFileButTheLock() throws IOException {
		save();
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files).extracting((path) -> path.getFileName().toString())
				.containsExactlyInAnyOrder("sessions.json", "sessions.json.lock");
		}
	}

	@Test
	void secondProcessIsRefusedUntilTheFirstIsGone() {
		try (FileResumeStore store = new FileResumeStore(file())) {
			ResumeStoreInUseException refused = catchThrowableOfType(ResumeStoreInUseException.class, this::open);
			assertThat(refused.getFile()).isEqualTo(file());
			assertThat(refused.getHolder()).isEqualTo("process " + ProcessHandle.current().pid());
			FailureAnalysis analysis = new ResumeStoreInUseFailureAnalyzer().analyze(refused);
			assertThat(analysis.getDescription()).contains(file().toString(), refused.getHolder());
			assertThat(analysis.getAction()).contains("discord.gateway.session.store-file");
			assertThat(store.load(BOT, ShardId.SINGLE)).isNull();
		}
		assertThat(load()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 20, 60, -1 })
	void tornFileIsSetAsideWithAWarning(int length, CapturedOutput output) throws IOException {
		save();
		byte[] whole = Files.readAllBytes(file());
		byte[] torn = Arrays.copyOf(whole, (length < 0) ? whole.length + length - 1 : length);
		Files.write(file(), torn);
		assertThat(load()).isNull();
		assertThat(beside(".unreadable")).hasBinaryContent(torn);
		assertThat(output).contains("sessions.json.unreadable").doesNotContain("secret-session");
		save();
		assertThat(load()).isEqualTo(SESSION);
	}

	@Test
	void bitThatFlippedIsFound() throws IOException {
		save();
		byte[] bytes = Files.readAllBytes(file());
		bytes[bytes.length - 10] ^= 1;
		Files.write(file(), bytes);
		assertThat(load()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"my\":\"settings\"}", "discord-gateway-sessions 0 crc32c 00000000\n{}", "\n" })
	void fileOfSomebodyElseOrOfAnotherVersionIsSetAside(String content) throws IOException {
		Files.writeString(file(), content);
		assertThat(load()).isNull();
		assertThat(beside(".unreadable")).hasContent(content);
	}

	@Test
	void fileThatIsNoTextIsSetAside() throws IOException {
		Files.write(file(), new byte[] { (byte) 0xff, (byte) 0xfe, 0 });
		assertThat(load()).isNull();
		assertThat(beside(".unreadable")).exists();
	}

	@Test
	void sessionOfAnOlderFormInAWholeFileIsNotUsed() throws IOException {
		save();
		String body = Files.readString(file()).lines().skip(1).findFirst().orElseThrow() + "\n";
		rewrite(body.replace("\"version\":1", "\"version\":0"));
		assertThat(load()).isNull();
		rewrite(body.replace("\"sequence\":41", "\"sequence\":\"many\""));
		assertThat(load()).isNull();
		rewrite(body.replace("\"total\":1", "\"total\":0"));
		assertThat(load()).isNull();
		rewrite(body);
		assertThat(load()).isEqualTo(SESSION);
	}

	@Test
	void timesThatCannotBeReadAreForgotten() throws IOException {
		save();
		rewrite("{\"1\":{\"sessions\":[],\"identifies\":[\"yesterday\",5,\"mie1cqo0 a-0\",\"mie1cqo0 \"]}}\n");
		try (FileResumeStore store = new FileResumeStore(file())) {
			assertThat(store.loadIdentifies(BOT, Instant.ofEpochMilli(Long.parseLong("mie1cqo0", 36))))
				.extracting(SessionStart::id)
				.containsExactly("a-0");
		}
	}

	@Test
	void restOfAWriteThatWasCutOffDoesNotMatter() throws IOException {
		save();
		Files.writeString(beside(".new"), "half a fi");
		save();
		assertThat(load()).isEqualTo(SESSION);
	}

	@Test
	void saveThatFailsThrowsAndLeavesWhatWasKept() throws IOException {
		save();
		try (FileResumeStore store = new FileResumeStore(file())) {
			Files.createDirectories(beside(".new").resolve("in the way"));
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> store.save(BOT, new ResumeChanges(List.of(), List.of(ShardId.SINGLE), List.of())))
				.withMessageContaining(file().toString());
		}
		assertThat(load()).isEqualTo(SESSION);
	}

	@Test
	void folderThatCannotBeMadeIsToldWithWhatToDo() throws IOException {
		Files.writeString(this.folder.resolve("file"), "");
		ResumeStoreNotWritableException failure = catchThrowableOfType(ResumeStoreNotWritableException.class,
				() -> new FileResumeStore(this.folder.resolve("file/sessions.json")));
		assertThat(failure).hasMessageContaining("sessions.json");
		FailureAnalysis analysis = new ResumeStoreNotWritableFailureAnalyzer().analyze(failure);
		assertThat(analysis.getDescription()).contains(failure.getFile().toString());
		assertThat(analysis.getAction()).contains("discord.gateway.session.store-file");
	}

	@Test
	@DisplayName("R23: a file that cannot be read at the moment is neither moved nor written over, and read later")
	void fileThatCannotBeReadAtTheMomentIsKept() throws IOException {
		save();
		Path good = Files.move(file(), beside(".good"));
		Files.createDirectory(file());
		try (FileResumeStore store = new FileResumeStore(file())) {
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> store.load(BOT, ShardId.SINGLE));
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> store.save(BOT, new ResumeChanges(List.of(), List.of(ShardId.SINGLE), List.of())));
			Files.delete(file());
			Files.move(good, file());
			assertThat(store.load(BOT, ShardId.SINGLE)).isEqualTo(SESSION);
		}
		assertThat(beside(".unreadable")).doesNotExist();
	}

	@Test
	void sessionOfAnotherFormIsSetAsideOnceAndTheOthersAreKept(CapturedOutput output) throws IOException {
		save();
		String whole = Files.readString(file()).lines().skip(1).findFirst().orElseThrow();
		String odd = whole.replace("\"sessions\":[", "\"sessions\":[{\"version\":1,\"session\":5},") + "\n";
		rewrite(odd);
		assertThat(load()).isEqualTo(SESSION);
		assertThat(load()).isEqualTo(SESSION);
		assertThat(beside(".unreadable")).content().endsWith(odd);
		assertThat(output).containsOnlyOnce("of another form");
	}

	@Test
	void storeThatIsStoppedLetsTheNextInAndReadsAfreshWhenItIsStarted() {
		try (FileResumeStore store = new FileResumeStore(file())) {
			store.stop();
			save();
			assertThat(store.isRunning()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> store.load(BOT, ShardId.SINGLE));
			store.start();
			assertThat(store.load(BOT, ShardId.SINGLE)).isEqualTo(SESSION);
			assertThatExceptionOfType(ResumeStoreInUseException.class).isThrownBy(this::open);
		}
	}

	private void rewrite(String body) throws IOException {
		CRC32C checksum = new CRC32C();
		checksum.update(body.getBytes(StandardCharsets.UTF_8));
		Files.writeString(file(),
				"discord-gateway-sessions 1 crc32c " + String.format("%08x", checksum.getValue()) + "\n" + body);
	}

	private void save() {
		try (FileResumeStore store = new FileResumeStore(file())) {
			store.save(BOT, ResumeChanges.of(SESSION));
		}
	}

	private KeptSession load() {
		try (FileResumeStore store = new FileResumeStore(file())) {
			return store.load(BOT, ShardId.SINGLE);
		}
	}

	private Path file() {
		return this.folder.resolve("sessions.json");
	}

	private Path beside(String suffix) {
		return this.folder.resolve("sessions.json" + suffix);
	}

}
