package io.discordgateway.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.spring.driver.ShardDetails;
import io.discordgateway.spring.driver.ShardTransition;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint {@code discordgateway}: where the shards of this process stand, and
 * what an operator can do to them. It tells no secret: no token, no session id, no url to
 * resume at (R40).
 *
 * @since 0.1
 */
@Endpoint(id = "discordgateway")
public final class DiscordGatewayEndpoint {

	private final DefaultDiscordGateway gateway;

	private final InstantSource clock;

	DiscordGatewayEndpoint(DefaultDiscordGateway gateway, InstantSource clock) {
		this.gateway = gateway;
		this.clock = clock;
	}

	/**
	 * Returns all shards of this process.
	 * @return a snapshot
	 */
	@ReadOperation
	public Gateway gateway() {
		return new Gateway(this.gateway.isRunning(), millis(this.gateway.latency()), this.gateway.lookupFailure(),
				this.gateway.sessionStoreFailure(),
				this.gateway.shards().stream().map(DiscordGatewayEndpoint::summary).toList());
	}

	/**
	 * Returns one shard.
	 * @param shard the shard's number
	 * @return a snapshot, or {@code null} if it does not run in this process
	 */
	@ReadOperation
	public @Nullable Shard shard(@Selector int shard) {
		ShardDetails details = this.gateway.details(shard);
		return (details != null) ? shard(details) : null;
	}

	/**
	 * Does something to all shards of this process.
	 * @param action what to do
	 */
	@WriteOperation
	public void actOnAll(Action action) {
		this.gateway.shards().forEach((state) -> act(action, state.shard().id()));
	}

	/**
	 * Does something to one shard.
	 * @param shard the shard's number
	 * @param action what to do
	 */
	@WriteOperation
	public void actOnShard(@Selector int shard, Action action) {
		if (this.gateway.details(shard) == null) {
			throw new InvalidEndpointRequestException("Shard " + shard + " does not run in this process",
					"no such shard here");
		}
		act(action, shard);
	}

	private void act(Action action, int shard) {
		switch (action) {
			case RECONNECT -> this.gateway.reconnect(shard, false);
			case RESUME -> this.gateway.reconnect(shard, true);
			case PAUSE_READING -> this.gateway.hold(shard, true);
			case RESUME_READING -> this.gateway.hold(shard, false);
		}
	}

	private static Summary summary(ShardState state) {
		return new Summary(state.shard().id(), state.status(), state.since(), millis(state.meanLatency()),
				state.delivery().inHand(), state.failure(), state.waitingFor());
	}

	private Shard shard(ShardDetails details) {
		ShardState state = details.state();
		Instant started = state.sessionStarted();
		return new Shard(state.shard().id(), state.shard().total(), state.status(), state.since(), started,
				(started != null) ? Duration.between(started, this.clock.instant()).toSeconds() : null,
				state.sequence(), state.received(), state.reconnects(), state.lastDisconnect(), state.failure(),
				state.waitingFor(), details.owned(), details.commands(), state.lastHeartbeat(),
				millis(state.meanLatency()),
				details.latencies().stream().map(DiscordGatewayEndpoint::millis).map(Objects::requireNonNull).toList(),
				lane(state.delivery(), details.held()),
				details.transitions().stream().map(DiscordGatewayEndpoint::step).toList());
	}

	private static Step step(ShardTransition transition) {
		return new Step(transition.time(), transition.from(), transition.to(), transition.cause());
	}

	private static Lane lane(ShardDelivery delivery, boolean held) {
		return new Lane(delivery.inHand(), delivery.bytesInHand(), delivery.paused(), held,
				delivery.pausedTime().toMillis(), delivery.halted(), delivery.staleInteractions());
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

	/**
	 * What can be done to a shard.
	 *
	 * @since 0.1
	 */
	public enum Action {

		/** A new connection with a new session: one of the day's session starts (R13). */
		RECONNECT,

		/** A new connection with the same session, if there is one. */
		RESUME,

		/** From the next message on nothing is read; heartbeats go on (R8). */
		PAUSE_READING,

		/** The end of that. */
		RESUME_READING

	}

	/**
	 * All shards of this process.
	 *
	 * @param running whether the gateway was started and is not stopped
	 * @param latencyMillis the mean latency over all shards, or {@code null}
	 * @param lookupFailure why there are no shards yet, or session starts wait
	 * @param sessionStoreFailure why sessions cannot be kept
	 * @param shards the shards, by number
	 * @since 0.1
	 */
	public record Gateway(boolean running, @Nullable Long latencyMillis, @Nullable String lookupFailure,
			@Nullable String sessionStoreFailure, List<Summary> shards) {
	}

	/**
	 * One of the shards.
	 *
	 * @param shard the shard's number
	 * @param status its status
	 * @param since since when
	 * @param latencyMillis the mean of its last five latencies, or {@code null}
	 * @param inHand how many events are not done
	 * @param failure why it has failed for good, or {@code null}
	 * @param waitingFor what it waits for before it is started, or {@code null}
	 * @since 0.1
	 */
	public record Summary(int shard, ShardStatus status, Instant since, @Nullable Long latencyMillis, int inHand,
			@Nullable String failure, @Nullable String waitingFor) {
	}

	/**
	 * All about one shard.
	 *
	 * @param shard the shard's number
	 * @param total the number of shards of the bot
	 * @param status its status
	 * @param since since when
	 * @param sessionStarted when its session began, or {@code null} if that is not known
	 * @param sessionAgeSeconds how long that is ago
	 * @param sequence the number of the session's last event, or {@code null}
	 * @param received how many events it has received
	 * @param reconnects how often it came back
	 * @param lastDisconnect why the last connection ended
	 * @param failure why it has failed for good
	 * @param waitingFor what it waits for before it is started
	 * @param owned whether its session is surely this process's
	 * @param commandsWaiting how many commands are neither sent nor dropped
	 * @param lastHeartbeat when a heartbeat was last acknowledged
	 * @param meanLatencyMillis the mean of its last five latencies
	 * @param latenciesMillis its last latencies, oldest first
	 * @param lane what is between the socket and the listeners
	 * @param transitions its last steps, oldest first
	 * @since 0.1
	 */
	public record Shard(int shard, int total, ShardStatus status, Instant since, @Nullable Instant sessionStarted,
			@Nullable Long sessionAgeSeconds, @Nullable Long sequence, long received, long reconnects,
			@Nullable String lastDisconnect, @Nullable String failure, @Nullable String waitingFor, boolean owned,
			int commandsWaiting, @Nullable Instant lastHeartbeat, @Nullable Long meanLatencyMillis,
			List<Long> latenciesMillis, Lane lane, List<Step> transitions) {
	}

	/**
	 * A step of a shard.
	 *
	 * @param time when
	 * @param from the status before
	 * @param to the status after
	 * @param cause why, or {@code null} if it is the usual next one
	 * @since 0.1
	 */
	public record Step(Instant time, ShardStatus from, ShardStatus to, @Nullable String cause) {
	}

	/**
	 * What is between a socket and the listeners.
	 *
	 * @param inHand how many events are not done
	 * @param bytesInHand the size of their payloads
	 * @param paused whether the socket is not read
	 * @param held whether an operator keeps it from being read
	 * @param pausedMillis for how long it was not read, all in all
	 * @param halted at what a listener's failure has halted it, or {@code null}
	 * @param staleInteractions how many interactions came too late to be answered
	 * @since 0.1
	 */
	public record Lane(int inHand, long bytesInHand, boolean paused, boolean held, long pausedMillis,
			@Nullable String halted, long staleInteractions) {
	}

}
