package io.discordgateway.spring.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.driver.GatewayTime;
import io.discordgateway.spring.rest.RateLimitTime;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.SocketControl;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * The shell of a simulated Discord on loopback: real sockets, the application's own
 * transport and the machine's time.
 */
final class SocketDiscord implements Shell {

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

	private final LocalGateway gateway;

	private final SocketControl control;

	private final Activity activity = new Activity();

	private final RealTime time = new RealTime(this.activity);

	private final CountedTransport.Counts counts = new CountedTransport.Counts();

	SocketDiscord(int shards, int maxConcurrency) {
		this.gateway = LocalGateway.builder().shards(shards).maxConcurrency(maxConcurrency).build().start();
		this.control = new SocketControl(this.gateway);
	}

	static String refusal(URI url, URI only) {
		return "a test must not reach " + url.getHost() + ": its Discord is at " + only.getAuthority();
	}

	@Override
	public Token token() {
		return this.gateway.token();
	}

	@Override
	public URI api() {
		return this.gateway.apiBaseUrl();
	}

	@Override
	public String botId() {
		return this.gateway.botId();
	}

	@Override
	public <T extends @Nullable Object> T ask(Function<SimulatedWorld, T> action) {
		return this.control.ask(action);
	}

	@Override
	public List<DiscordSession> sessions() {
		return this.gateway.sessions()
			.stream()
			.map((session) -> new DiscordSession(session.id(), session.shard(), session.intents(),
					session.lastSequence(), session.connected()))
			.toList();
	}

	@Override
	public void handle(DiscordInput input) {
		this.control.handle(input);
	}

	@Override
	public void dispatch(Dispatch event) {
		this.control.dispatch(event);
	}

	@Override
	public GatewayRecord record() {
		return this.gateway.record();
	}

	@Override
	public void clearRecord() {
		this.gateway.clearRecord();
	}

	@Override
	public Activity activity() {
		return this.activity;
	}

	/* Calls come over a socket, so nobody sees whose they are. */
	@Override
	public void owed(IntSupplier owed) {
	}

	/*
	 * Discord's side is asked first: whatever it counts as received was counted as sent
	 * before, so equal numbers mean that nothing was on its way then.
	 */
	@Override
	public @Nullable String onItsWay() {
		SocketControl.Traffic there = this.control.traffic();
		int connections = this.counts.connections();
		if (connections != there.connections()) {
			return "- " + connections + " connection(s) that the bot has, " + there.connections() + " that Discord has";
		}
		long arrived = this.counts.received();
		long sent = this.counts.sent();
		return (arrived == there.sent() && sent == there.received()) ? null : "- " + (there.sent() - arrived)
				+ " message(s) on the way to the bot, " + (sent - there.received()) + " from it";
	}

	@Override
	public boolean isRealTime() {
		return true;
	}

	@Override
	public Instant now() {
		return this.control.now();
	}

	@Override
	public void stop() {
	}

	@Override
	public void goOn() {
	}

	@Override
	public void advance(Duration duration, Runnable settle) {
		if (!duration.isZero()) {
			throw new IllegalStateException("With 'sockets' the time is the machine's, and cannot be moved by "
					+ duration + ". Leave 'sockets' out for a test that moves it.");
		}
		settle.run();
	}

	@Override
	public @Nullable Instant next() {
		return null;
	}

	@Override
	public boolean isWaitedFor() {
		return false;
	}

	@Override
	public GatewayTransport.Factory transports(Supplier<GatewayTransport.Factory> network) {
		GatewayTransport.Factory real = network.get();
		return (threads, clock) -> new CountedTransport(real.create(threads, clock), this.counts,
				this.gateway.gatewayUrl());
	}

	@Override
	public ClientHttpRequestFactory requests() {
		URI only = this.gateway.apiBaseUrl();
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build());
		requests.setReadTimeout(READ_TIMEOUT);
		return (uri, method) -> {
			if (uri.getPort() != only.getPort() || !only.getHost().equals(uri.getHost())) {
				throw new IOException(refusal(uri, only));
			}
			return requests.createRequest(uri, method);
		};
	}

	@Override
	public GatewayTime time() {
		return this.time;
	}

	@Override
	public RateLimitTime limits() {
		return RateLimitTime.SYSTEM;
	}

	@Override
	public void close() {
		this.time.close();
		this.gateway.close();
	}

	@Override
	public String toString() {
		return "Discord at " + this.gateway.gatewayUrl();
	}

}
