package io.discordgateway.spring.engine;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

/** A Redis, as the program that embedded-redis brings. */
final class RedisEngine extends Engine {

	private final Path folder;

	private final File program;

	private @Nullable Process process;

	RedisEngine(Path folder) throws IOException {
		super(freePort());
		this.folder = folder;
		this.program = program();
	}

	private static File program() {
		try {
			return ExecutableProvider.newJarResourceProvider().get();
		}
		catch (IOException | RuntimeException ex) {
			return Assumptions.abort("There is no Redis for this platform: " + ex);
		}
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@Override
	void start() throws IOException {
		Path log = this.folder.resolve("redis.log");
		Process started = new ProcessBuilder(this.program.getPath(), "--port", Integer.toString(ownPort()), "--bind",
				"127.0.0.1", "--dir", this.folder.toString(), "--save", "", "--appendonly", "yes", "--appendfsync",
				"always")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		this.process = started;
		await(() -> {
			if (!started.isAlive()) {
				throw new IllegalStateException("Redis ended: " + Files.readString(log));
			}
			return answers();
		});
	}

	private boolean answers() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ownPort())) {
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			// Not while it reads its data.
			return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	Stream<ProcessHandle> first() {
		return Stream.ofNullable(this.process).map(Process::toHandle);
	}

}
