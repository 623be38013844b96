package io.discordgateway.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The simulated Discord, shown to be like Discord by those who have not seen it: clients
 * that were written for the real one, and not here. All are tried at once, as they wait
 * more than they work. {@code -Dclients=JDA} tries one, {@code -Ddocs.write=true} writes
 * the table of the documentation anew.
 */
class OtherClientsTests {

	private static final List<Client> CLIENTS = List.of(new JdaClient(), new Discord4jClient(), new JavacordClient(),
			NodeClient.discordJs(), NodeClient.ws());

	private static final List<Trial> TRIALS = new ArrayList<>();

	private static final ExecutorService THREADS = Executors.newCachedThreadPool();

	@BeforeAll
	static void tryAll() throws Exception {
		String wanted = System.getProperty("clients", "");
		List<Future<?>> parts = new ArrayList<>();
		for (Client client : CLIENTS) {
			if (client.absent() == null && (wanted.isEmpty() || wanted.equals(client.name()))) {
				Trial trial = new Trial(client);
				TRIALS.add(trial);
				parts.addAll(trial.begin(THREADS));
			}
		}
		for (Future<?> part : parts) {
			part.get(5, TimeUnit.MINUTES);
		}
	}

	@AfterAll
	static void end() {
		THREADS.shutdownNow();
	}

	@TestFactory
	Stream<DynamicContainer> clientsAreServed() {
		return CLIENTS.stream().map((client) -> DynamicContainer.dynamicContainer(client.name(), tests(client)));
	}

	private static Stream<DynamicTest> tests(Client client) {
		Trial trial = trial(client);
		if (trial == null) {
			return Stream.of(DynamicTest.dynamicTest(client.name(),
					() -> Assumptions.abort(client.name() + " was not tried: " + client.absent())));
		}
		return Stream.of(Capability.values())
			.filter((capability) -> !client.limits().containsKey(capability))
			.map((capability) -> DynamicTest.dynamicTest(client.name() + " " + capability.title(),
					() -> check(trial.outcomes(), capability)));
	}

	private static Trial trial(Client client) {
		return TRIALS.stream().filter((trial) -> trial.client() == client).findFirst().orElse(null);
	}

	private static void check(Map<Capability, Throwable> outcomes, Capability capability) throws Throwable {
		if (!outcomes.containsKey(capability)) {
			throw new AssertionError("It did not come so far");
		}
		Throwable failure = outcomes.get(capability);
		if (failure != null) {
			throw failure;
		}
	}

	@Test
	void documentationSaysWhatWasSeen() throws Exception {
		new Matrix(CLIENTS, TRIALS).compare();
	}

}
