package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What goes wrong in one run of a test. It follows from the seed alone; what is left out
 * changes nothing of the rest.
 */
final class Chaos {

	private static final List<Fault> FAULTS = List.of(new Fault("a drop", (discord) -> discord.everyShard().drops()),
			new Fault("a half-closed connection", (discord) -> discord.everyShard().halfCloses()),
			new Fault("RECONNECT", (discord) -> discord.everyShard().reconnects()),
			new Fault("close code 4000", (discord) -> discord.everyShard().closes(4000)),
			new Fault("a session declared invalid that can be resumed",
					(discord) -> discord.everyShard().invalidates(true)),
			new Fault("a corrupt message", (discord) -> discord.everyShard().corrupts()),
			new Fault("two refused attempts to connect", (discord) -> {
				discord.refuseNextUpgrades(2, 503, null);
				discord.everyShard().drops();
			}),
			new Fault("a call refused with 429",
					(discord) -> discord.route("POST", "/channels/*/messages")
						.next(1)
						.refuses(429, Duration.ofSeconds(2))));

	private final SplittableRandom random;

	private final Set<Integer> without;

	private final Map<Integer, String> struck = new LinkedHashMap<>();

	private int count;

	Chaos(long seed, Set<Integer> without) {
		this.random = new SplittableRandom(seed);
		this.without = Set.copyOf(without);
	}

	/** Lets something go wrong, or not, before something happens. */
	void beforeSomethingHappens(TestDiscord discord) {
		this.count++;
		boolean strikes = this.random.nextBoolean();
		Fault fault = FAULTS.get(this.random.nextInt(FAULTS.size()));
		if (strikes && !this.without.contains(this.count)) {
			this.struck.put(this.count, fault.name());
			fault.strike().accept(discord);
		}
	}

	/** The numbers of what happened after something had gone wrong. */
	List<Integer> struck() {
		return List.copyOf(this.struck.keySet());
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.struck.forEach((number,
				name) -> text.append("\n- ").append(name).append(", before what people do for time ").append(number));
		return text.toString();
	}

	private record Fault(String name, Consumer<TestDiscord> strike) {
	}

}
