package io.discordgateway.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.discordgateway.spring.engine.Engine;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Samples that divide the shards of one bot among themselves, the engine that they share,
 * the Discord that they connect to, and its traffic.
 */
final class Fleet implements AutoCloseable {

	static final int SHARDS = 16;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final FleetStore store;

	private final Path folder;

	private final Duration lease;

	private final Engine engine;

	private final LocalGateway gateway;

	private final Leases leases;

	private final Load load;

	private final List<Sample> instances = new ArrayList<>();

	private int identified;

	Fleet(FleetStore store, Path folder, Duration lease, int perSecond) throws Exception {
		this.store = store;
		this.folder = folder;
		this.lease = lease;
		this.engine = store.open(folder);
		// In one round, as that takes as long as sixteen do otherwise.
		this.gateway = LocalGateway.builder().shards(SHARDS).maxConcurrency(SHARDS).build().start();
		this.leases = new Leases(store.reader(this.engine.port()), this.gateway.botId(), SHARDS);
		this.load = new Load(this.gateway, SHARDS, perSecond);
	}

	Engine engine() {
		return this.engine;
	}

	Load load() {
		return this.load;
	}

	GatewayRecord record() {
		return this.gateway.record();
	}

	/** Returns how often a shard has identified since the fleet had begun. */
	int identified() {
		return record().identifies().size() - this.identified;
	}

	Sample start() throws Exception {
		List<String> properties = new ArrayList<>(this.store.properties(this.engine.port()));
		properties.add("discord.gateway.fleet.enabled=true");
		properties.add("discord.gateway.fleet.lease=" + this.lease.toSeconds() + "s");
		properties.add("discord.gateway.sharding.total=" + SHARDS);
		Sample instance = Sample.start("instance-" + (this.instances.size() + 1), this.folder, this.gateway,
				this.store.dependencies(), properties);
		this.instances.add(instance);
		return instance;
	}

	/** Starts instances, has them share all shards evenly, and the traffic begin. */
	List<Sample> begin(int count) throws Exception {
		List<Sample> started = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			started.add(start());
		}
		awaitEven(started);
		// A shard that moves before it has a session begins one where it comes to.
		this.identified = record().identifies().size();
		this.load.start();
		await("messages on all shards", () -> count(shardsOf((begun) -> true)) == SHARDS);
		return started;
	}

	/** Waits until instances have an even part each, and all shards are connected. */
	void awaitEven(List<Sample> alive) {
		await("even parts", () -> {
			int all = 0;
			for (Sample instance : alive) {
				int shards = instance.shards();
				if (shards < SHARDS / alive.size() || shards > SHARDS / alive.size() + 1) {
					return false;
				}
				all += shards;
			}
			return all == SHARDS && isConnected();
		});
	}

	boolean isConnected() {
		return this.gateway.sessions().stream().filter(LocalGateway.Session::connected).count() == SHARDS;
	}

	/** Returns the shards whose last message an instance has begun. */
	Set<Integer> shardsOf(Sample instance) throws Exception {
		return shardsOf((begun) -> begun.instance().equals(instance.name()));
	}

	private Set<Integer> shardsOf(Predicate<Journal.Begun> last) throws Exception {
		Map<Integer, Journal.Begun> newest = new HashMap<>();
		for (Journal.Begun begun : journal()) {
			newest.merge(
					begun.shard(), begun, (one,
							other) -> (one.epoch() > other.epoch()
									|| (one.epoch() == other.epoch() && one.sequence() > other.sequence())) ? one
											: other);
		}
		return newest.values().stream().filter(last).map(Journal.Begun::shard).collect(Collectors.toSet());
	}

	private static int count(Set<Integer> shards) {
		return shards.size();
	}

	/**
	 * Waits until shards were resumed.
	 * @param shards the shards
	 * @param since after which moment
	 * @return how long after it the last of them was
	 */
	Duration awaitResumed(Set<Integer> shards, Instant since) {
		Map<Integer, Instant> resumed = new HashMap<>();
		await("shards " + shards + " to be resumed", () -> {
			resumed.clear();
			Map<String, Integer> sessions = new HashMap<>();
			this.gateway.sessions().forEach((session) -> sessions.put(session.id(), session.shard().id()));
			for (GatewayRecord.Resume resume : record().resumes()) {
				if (resume.accepted() && resume.at().isAfter(since)) {
					resumed.putIfAbsent(sessions.get(resume.sessionId()), resume.at());
				}
			}
			return resumed.keySet().containsAll(shards);
		});
		return shards.stream()
			.map(resumed::get)
			.map((at) -> Duration.between(since, at))
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
	}

	/** Waits until so many more messages were sent: the clock that all have. */
	void awaitSent(int count) {
		int before = this.load.sent();
		await(count + " messages", () -> this.load.sent() >= before + count);
	}

	/**
	 * Ends the traffic, waits until all of it was handled, and stops those that are left.
	 * @return what the journals say
	 */
	Report end() throws Exception {
		this.load.stop();
		await("all messages", () -> report().lost() == 0);
		for (Sample instance : this.instances) {
			if (instance.isAlive()) {
				instance.terminate(Duration.ofSeconds(60));
				assertThat(instance.exitCode()).as(instance.log()).isEqualTo(Sample.TERMINATED);
			}
		}
		assertThat(record().violations()).isEmpty();
		return report();
	}

	private Report report() throws Exception {
		return new Report(journal(), IntStream.range(0, SHARDS).map(this.load::sent).toArray(), this.leases);
	}

	private List<Journal.Begun> journal() throws Exception {
		List<Journal.Begun> all = new ArrayList<>();
		for (Sample instance : this.instances) {
			all.addAll(instance.journal());
		}
		return all;
	}

	void await(String what, Callable<Boolean> condition) {
		try {
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(100))
				.failFast("an instance failed to start", () -> this.instances.stream().anyMatch(Sample::hasFailed))
				.until(condition);
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			StringBuilder said = new StringBuilder("Waited in vain for " + what);
			try {
				said.append("; ").append(report());
				for (Sample instance : this.instances) {
					said.append('\n').append(instance).append(" said:\n").append(instance.log());
				}
			}
			catch (Exception unreadable) {
				ex.addSuppressed(unreadable);
			}
			throw new AssertionError(said.toString(), ex);
		}
	}

	@Override
	public void close() throws Exception {
		this.load.close();
		for (Sample instance : this.instances) {
			instance.close();
		}
		this.leases.close();
		this.gateway.close();
		this.engine.close();
	}

}
