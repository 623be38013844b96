package io.discordgateway.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.discordgateway.test.discord.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client for Node, whose bot is a process: {@code src/test/js}. Its packages are there
 * after {@code npm ci} in that folder.
 */
final class NodeClient implements Client {

	static final String DISCORD_JS = "discord.js";

	static final String WS = "@discordjs/ws";

	private static final Path FOLDER = Path.of("src/test/js");

	private final String name;

	private final List<Wire> wires;

	private final Map<Capability, String> limits;

	private NodeClient(String name, List<Wire> wires, Map<Capability, String> limits) {
		this.name = name;
		this.wires = wires;
		this.limits = limits;
	}

	static NodeClient discordJs() {
		Map<Capability, String> limits = new EnumMap<>(Capability.class);
		limits.put(Capability.ZLIB_STREAM, "It needs `zlib-sync` for that, which has to be compiled");
		limits.put(Capability.ZSTD_STREAM, "It does not know that");
		limits.put(Capability.PAYLOAD_COMPRESSION, "It never asks for that");
		limits.put(Capability.ETF, "It speaks JSON only");
		return new NodeClient(DISCORD_JS, List.of(Wire.JSON), limits);
	}

	static NodeClient ws() {
		Map<Capability, String> limits = new EnumMap<>(Capability.class);
		limits.put(Capability.ZSTD_STREAM, "It does not know that");
		limits.put(Capability.ETF, "It speaks JSON only");
		limits.put(Capability.SMALL_GUILD, "It has no cache");
		limits.put(Capability.LARGE_GUILD, "It has no cache");
		return new NodeClient(WS, List.of(Wire.ZLIB, Wire.PAYLOAD, Wire.JSON), limits);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String version() {
		try {
			return Json.read(Files.readString(FOLDER.resolve("package.json")))
				.path("dependencies")
				.path(this.name)
				.asString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public List<Wire> wires() {
		return this.wires;
	}

	@Override
	public Map<Capability, String> limits() {
		return this.limits;
	}

	@Override
	public @Nullable String absent() {
		try {
			Process node = new ProcessBuilder("node", "--version").redirectErrorStream(true).start();
			if (!node.waitFor(20, TimeUnit.SECONDS) || node.exitValue() != 0) {
				return "node does not answer";
			}
		}
		catch (IOException ex) {
			return "Node is not installed";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
		return Files.isDirectory(FOLDER.resolve("node_modules").resolve(this.name)) ? null
				: "its packages are not installed: npm ci --prefix benchmarks/src/test/js";
	}

	@Override
	public AutoCloseable start(Task task) throws IOException {
		Process process = new ProcessBuilder("node", FOLDER.resolve("bot.js").toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		ObjectNode line = Json.object()
			.put("client", this.name)
			.put("api", task.api())
			.put("token", task.token())
			.put("shards", task.shards())
			.put("wire", task.wire().name());
		OutputStream input = process.getOutputStream();
		input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		input.flush();
		Thread reader = new Thread(() -> read(process, task), "reports-of-" + this.name);
		reader.setDaemon(true);
		reader.start();
		return () -> {
			input.close();
			if (!process.waitFor(5, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		};
	}

	private static void read(Process process, Task task) {
		try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reports.readLine(); line != null; line = reports.readLine()) {
				task.report(Json.read(line).asString());
			}
		}
		catch (IOException ex) {
			// The end of the process.
		}
	}

}
