package io.discordgateway.test.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.discordgateway.test.LivelyTraffic;
import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A {@link LocalGateway} with what is in it at the start, and the server that controls
 * it. Thread-safe.
 */
final class StandaloneDiscord implements AutoCloseable {

	/** How long clients may take to answer the close frame of a server that ends. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final StandaloneOptions options;

	private final UnaryOperator<LocalGateway.Builder> more;

	private @Nullable ControlServer control;

	private volatile LocalGateway gateway;

	private @Nullable LivelyTraffic traffic;

	private StandaloneDiscord(StandaloneOptions options, UnaryOperator<LocalGateway.Builder> more) {
		this.options = options;
		this.more = more;
		this.gateway = gateway(options.port());
	}

	/**
	 * Starts a Discord.
	 * @param options what it is like
	 * @return the Discord, which listens
	 * @throws IllegalStateException if a port is taken
	 */
	static StandaloneDiscord start(StandaloneOptions options) {
		return start(options, UnaryOperator.identity());
	}

	static StandaloneDiscord start(StandaloneOptions options, UnaryOperator<LocalGateway.Builder> more) {
		StandaloneDiscord discord = new StandaloneDiscord(options, more);
		try {
			bind("--port", options.port(), discord.gateway::start);
			ControlServer control = new ControlServer(new ControlApi(discord));
			discord.control = control;
			bind("--control-port", options.controlPort(), () -> control.start(options.controlPort()));
			discord.furnish();
			return discord;
		}
		catch (IllegalStateException ex) {
			discord.close();
			throw ex;
		}
	}

	/* Netty throws what it meets, checked or not. */
	@SuppressWarnings("CatchingUnchecked")
	private static void bind(String option, int port, Runnable start) {
		try {
			start.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(
					"Port " + port + " of " + option + " cannot be listened to: " + ex.getMessage(), ex);
		}
	}

	private LocalGateway gateway(int port) {
		LocalGateway.Builder builder = LocalGateway.builder().port(port).shards(this.options.shards());
		if (this.options.token() != null) {
			builder.token(this.options.token().reveal());
		}
		if (this.options.seed() != null) {
			builder.seed(this.options.seed());
		}
		return this.more.apply(builder).build();
	}

	/** Makes what is there at the start. */
	private void furnish() {
		Void unused = this.gateway.<@Nullable Void>ask((world, now) -> {
			for (int i = 1; i <= this.options.guilds(); i++) {
				// Ids of one millisecond are all on one shard.
				makeGuild(world, i, now.plusMillis(i));
			}
			return null;
		});
		Double rate = this.options.rate();
		if (rate != null) {
			Long seed = this.options.seed();
			LivelyTraffic lively = new LivelyTraffic(this.gateway, LivelyTraffic.Mix.SMALL_BOT,
					(seed != null) ? seed : System.nanoTime());
			lively.start(rate);
			this.traffic = lively;
		}
	}

	private static void makeGuild(SimulatedWorld world, int number, Instant now) {
		String ada = world.overview().user("ada", now);
		String bob = world.overview().user("bob", now);
		String guild = world.people().guild("Guild " + number, ada, now);
		String general = Objects.requireNonNull(world.scenery().channelNamed(guild, "general"));
		world.scenery().settle(bob, general, now);
	}

	LocalGateway gateway() {
		return this.gateway;
	}

	int controlPort() {
		return Objects.requireNonNull(this.control).port();
	}

	String controlUrl() {
		return "http://127.0.0.1:" + controlPort();
	}

	/** The one line that is said when all is ready. */
	String announcement() {
		// A token that was given may be a real one.
		String token = (this.options.token() != null) ? "(as given)" : this.gateway.token().reveal();
		return "Simulated Discord is ready: api-base-url=" + this.gateway.apiBaseUrl() + " gateway-url="
				+ this.gateway.gatewayUrl() + " control-url=" + controlUrl() + " token=" + token;
	}

	/**
	 * Makes everything as it was at the start, but for sessions, users and the commands
	 * that the bot registered.
	 */
	synchronized void reset() {
		stopTraffic();
		this.gateway.heal();
		Void unused = this.gateway.<@Nullable Void>ask((world, now) -> {
			for (JsonNode guild : world.overview().state().path("guilds")) {
				world.scenery().dissolve(guild.path("id").asString());
			}
			return null;
		});
		furnish();
		this.gateway.clearRecord();
	}

	/** Makes everything as it was at the start; clients have to identify anew. */
	synchronized void startAnew() {
		stopTraffic();
		int port = this.gateway.port();
		this.gateway.shutDown(PATIENCE);
		LocalGateway next = gateway(port);
		this.gateway = next;
		next.start();
		furnish();
	}

	private void stopTraffic() {
		if (this.traffic != null) {
			this.traffic.close();
			this.traffic = null;
		}
	}

	/** Ends control first, then people, then connections, which are told. */
	@Override
	public void close() {
		// Not under the lock: a reset that is under way needs it to end.
		if (this.control != null) {
			this.control.close();
		}
		synchronized (this) {
			stopTraffic();
			this.gateway.shutDown(PATIENCE);
		}
	}

}
