package io.discordgateway.spring.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * An engine that processes share, in processes of its own, with its data in a folder and
 * a network that can be cut in front of it. It may be killed and frozen as the operating
 * system does that, and started again on the same data and the same port.
 */
public abstract class Engine implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final int port;

	private final TcpLink network;

	private final Thread atTheEnd = new Thread(this::killAll);

	Engine(int port) {
		this.port = port;
		this.network = new TcpLink(port);
		Runtime.getRuntime().addShutdownHook(this.atTheEnd);
	}

	/**
	 * Starts a Redis that has written what it acknowledged, so that it loses nothing when
	 * it is killed.
	 * @param folder where its data is
	 * @return the engine; the test is skipped where there is no program for this platform
	 */
	public static Engine redis(Path folder) throws IOException {
		return started(new RedisEngine(folder));
	}

	/**
	 * Starts a PostgreSQL.
	 * @param folder where its data is
	 * @return the engine; the test is skipped where there is no program for this platform
	 */
	public static Engine postgres(Path folder) throws IOException {
		return started(new PostgresEngine(folder));
	}

	private static Engine started(Engine engine) throws IOException {
		try {
			engine.start();
			return engine;
		}
		catch (IOException | RuntimeException | Error ex) {
			engine.close();
			throw ex;
		}
	}

	/** Starts the processes, and waits until they answer. */
	abstract void start() throws IOException;

	/** Returns the process that the others come from, if it is there. */
	abstract Stream<ProcessHandle> first();

	/** Returns the port that clients are to use: that of the network. */
	public final int port() {
		return this.network.port();
	}

	/** Returns the engine's own port, which no network is in front of. */
	final int ownPort() {
		return this.port;
	}

	/** Returns what is between the engine and its clients. */
	public final TcpLink network() {
		return this.network;
	}

	/** Ends all processes of the engine's with SIGKILL, and waits until they are gone. */
	public final void kill() {
		List<ProcessHandle> processes = killAll();
		await(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
		killed();
	}

	/** Hears that no process is left. */
	void killed() {
	}

	private List<ProcessHandle> killAll() {
		// The first goes first, or it would start others in their place.
		List<ProcessHandle> processes = processes();
		processes.forEach(ProcessHandle::destroyForcibly);
		return processes;
	}

	/** Starts the engine again, on the same data and port. */
	public final void restart() throws IOException {
		start();
	}

	/**
	 * Freezes all processes of the engine's with SIGSTOP: it is there, and does nothing.
	 */
	public final void freeze() {
		signal("STOP");
	}

	/** Lets the processes go on with SIGCONT. */
	public final void thaw() {
		signal("CONT");
	}

	private void signal(String name) {
		for (ProcessHandle process : processes()) {
			try {
				// One may have ended meanwhile.
				int unused = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	private List<ProcessHandle> processes() {
		return first().flatMap((process) -> Stream.concat(Stream.of(process), process.descendants())).toList();
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(20, TimeUnit.MILLISECONDS)
			.until(condition);
	}

	@Override
	public final void close() {
		this.network.close();
		kill();
		Runtime.getRuntime().removeShutdownHook(this.atTheEnd);
	}

	@Override
	public String toString() {
		return getClass().getSimpleName();
	}

}
