package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

import io.discordgateway.model.ChannelInfo;
import io.discordgateway.model.DecodeException;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.GuildMembersChunk;
import io.discordgateway.model.LeftOut;
import io.discordgateway.model.RateLimited;
import io.discordgateway.model.SoundboardSounds;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.MissingIntentException;
import io.discordgateway.spring.RequestFailedException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one shard that wait for their answers, which come as events (R27, R28).
 * Thread-safe.
 */
final class ShardRequests {

	/*
	 * Answers are taken out of the stream of events before the listeners' lane: a
	 * listener that waits for an answer holds its lane up, and must not hold the answer
	 * up with it. The mailbox only puts the raw event into the inbox; decoding, telling
	 * whose it is and completing futures happen on threads that no listener has.
	 */

	private static final Log logger = LogFactory.getLog(ShardRequests.class);

	/* How many answers may wait to be worked on before reading pauses. */
	private static final int CAPACITY = 16;

	/* More tries than a rate limit of 30 s and a sensible time-out need. */
	private static final int MAX_ATTEMPTS = 5;

	private static final Duration MIN_RETRY = Duration.ofMillis(50);

	private static final Set<String> ANSWERS = Set.of("GUILD_MEMBERS_CHUNK", "SOUNDBOARD_SOUNDS", "CHANNEL_INFO",
			"RATE_LIMITED");

	private final ShardDriver driver;

	private final GatewayRun run;

	private final String prefix;

	private final int intents;

	private final SerialTasks inbox;

	/* A nonce of an earlier process may come with a replay. */
	private final String noncePrefix;

	private final AtomicLong nonces = new AtomicLong();

	/* Completed when there may be room again, and then replaced; guarded by this. */
	private CompletableFuture<Void> room = new CompletableFuture<>();

	/* In the order of asking, as answers without a nonce come in this order. */
	private final List<PendingRequest<?>> pending = new CopyOnWriteArrayList<>();

	private volatile @Nullable String stopped;

	ShardRequests(ShardDriver driver, GatewayRun run, String prefix, int intents) {
		this.driver = driver;
		this.run = run;
		this.prefix = prefix;
		this.intents = intents;
		this.inbox = new SerialTasks(run.threads().of(Work.ANSWER), this::signalRoom);
		this.noncePrefix = Long.toString(run.newRandom().nextLong() >>> 1, 36) + "-";
	}

	// What the application asks

	CompletableFuture<GuildMembers> members(RequestGuildMembers request, Duration timeout) {
		RequestGuildMembers own = withNonce(request);
		return ask(new PendingRequest.AllMembers(own, timeout, this.run.now()), missingIntent(request));
	}

	CompletableFuture<Integer> members(RequestGuildMembers request, Duration timeout,
			Consumer<GuildMembersChunk> consumer) {
		RequestGuildMembers own = withNonce(request);
		return ask(new PendingRequest.MemberStream(own, timeout, this.run.now(), consumer,
				this.run.threads().of(Work.ANSWER), this::signalRoom), missingIntent(request));
	}

	CompletableFuture<SoundboardSounds> sounds(long guildId, Duration timeout) {
		return ask(new PendingRequest.Single<>(new RequestSoundboardSounds(List.of(guildId)), timeout, this.run.now(),
				SoundboardSounds.class, (sounds) -> sounds.guildId().value() == guildId), null);
	}

	CompletableFuture<ChannelInfo> channels(RequestChannelInfo request, Duration timeout) {
		return ask(new PendingRequest.Single<>(request, timeout, this.run.now(), ChannelInfo.class,
				(info) -> info.guildId().value() == request.guildId()), null);
	}

	private @Nullable MissingIntentException missingIntent(RequestGuildMembers request) {
		if (request.isWholeList() && (this.intents & GatewayIntent.GUILD_MEMBERS.value()) == 0) {
			return new MissingIntentException("Requesting all members of a guild", GatewayIntent.GUILD_MEMBERS);
		}
		if (request.presences() && (this.intents & GatewayIntent.GUILD_PRESENCES.value()) == 0) {
			return new MissingIntentException("Requesting members with their presences", GatewayIntent.GUILD_PRESENCES);
		}
		return null;
	}

	private RequestGuildMembers withNonce(RequestGuildMembers request) {
		String nonce = request.nonce();
		if (nonce == null) {
			return request.withNonce(this.noncePrefix + Long.toString(this.nonces.incrementAndGet(), 36));
		}
		for (PendingRequest<?> other : this.pending) {
			if (other instanceof PendingRequest.Members<?> members && members.nonce().equals(nonce)) {
				throw new IllegalArgumentException("A request with the nonce '" + nonce + "' waits already");
			}
		}
		return request;
	}

	private <T> CompletableFuture<T> ask(PendingRequest<T> request, @Nullable MissingIntentException missing) {
		if (missing != null) {
			return CompletableFuture.failedFuture(missing);
		}
		String reason = this.stopped;
		if (reason != null) {
			return CompletableFuture.failedFuture(new CommandDroppedException(reason));
		}
		this.pending.add(request);
		CompletableFuture<T> future = request.future();
		CompletableFuture<T> unused = future.whenComplete((answer, failure) -> {
			this.pending.remove(request);
			signalRoom();
		});
		armTimeout(request, request.timeout());
		send(request);
		if (this.stopped != null) {
			fail(request, new CommandDroppedException("the shard stopped"));
		}
		return future;
	}

	private void send(PendingRequest<?> request) {
		Duration left = Duration.between(this.run.now(), request.deadline(this.run.now()));
		CompletableFuture<Void> sent = new CompletableFuture<>();
		request.commandId(this.driver.submit(request.command(), left, sent));
		CompletableFuture<Void> unused = sent.whenComplete((done, failure) -> {
			if (failure != null) {
				request.future().completeExceptionally(failure);
			}
		});
	}

	private void armTimeout(PendingRequest<?> request, Duration wait) {
		Runnable cancel = this.run.threads().later(wait, () -> timedOut(request));
		CompletableFuture<?> unused = request.future().whenComplete((answer, failure) -> cancel.run());
	}

	private void timedOut(PendingRequest<?> request) {
		Instant now = this.run.now();
		Duration left = Duration.between(now, request.deadline(now));
		if (request.future().isDone()) {
			return;
		}
		if (left.isNegative() || left.isZero()) {
			this.inbox.add(() -> fail(request,
					new TimeoutException(request.command().opcode() + " was not answered in time ("
							+ request.timeout().toMillis() + " ms): " + request.progress() + "; shard "
							+ this.driver.state().shard() + " is " + this.driver.state().status())));
		}
		else {
			armTimeout(request, left);
		}
	}

	// What the shard hears

	boolean isEmpty() {
		return this.pending.isEmpty();
	}

	boolean wants(String eventName) {
		return !this.pending.isEmpty() && ANSWERS.contains(eventName);
	}

	/**
	 * Takes what may be an answer. Called by the mailbox.
	 * @param dispatched the event
	 * @return whether it may be one
	 */
	boolean offer(ShardEvent.Dispatched dispatched) {
		if (!wants(dispatched.name())) {
			return false;
		}
		this.inbox.add(() -> answered(dispatched));
		return true;
	}

	private void answered(ShardEvent.Dispatched dispatched) {
		DispatchType type = DispatchType.of(dispatched.name());
		if (type == null || this.pending.isEmpty()) {
			return;
		}
		try {
			LeftOut leftOut = new LeftOut();
			Object answer = type.decode(dispatched.payload(), leftOut);
			if (!leftOut.isEmpty() && logger.isDebugEnabled()) {
				logger
					.debug(this.prefix + "Left out of an answer, as it is of another kind than documented: " + leftOut);
			}
			if (answer instanceof RateLimited limited) {
				rateLimited(limited);
			}
			else {
				deliver(answer);
			}
		}
		catch (DecodeException ex) {
			logger.warn(this.prefix + "An answer could not be read: " + ex.getMessage());
		}
	}

	private void deliver(Object answer) {
		for (PendingRequest<?> request : this.pending) {
			if (request.take(answer, this.run.now())) {
				complete(request);
				return;
			}
		}
	}

	private <T> void complete(PendingRequest<T> request) {
		T result = request.result();
		if (result != null) {
			this.pending.remove(request);
			later(() -> request.future().complete(result));
		}
	}

	/* R27: past the limit a RATE_LIMITED event answers. */
	private void rateLimited(RateLimited limited) {
		for (PendingRequest<?> request : this.pending) {
			if (request.isMeantBy(limited)) {
				retryLater(request, limited.retryAfter());
				return;
			}
		}
	}

	private void retryLater(PendingRequest<?> request, Duration retryAfter) {
		Instant now = this.run.now();
		Instant next = now.plus(retryAfter).plus(MIN_RETRY);
		boolean stream = request instanceof PendingRequest.MemberStream;
		Instant bound = stream ? now.plus(request.timeout()) : request.deadline(now);
		if (!next.isBefore(bound) || request.attempts() >= MAX_ATTEMPTS) {
			fail(request, new RequestFailedException(
					request.command().opcode() + " is rate limited: Discord takes it again in " + retryAfter.toMillis()
							+ " ms, later than this request may take. Ask less often, or give it more time",
					retryAfter));
			return;
		}
		logger.debug(this.prefix + request.command().opcode() + " is rate limited for " + retryAfter.toMillis()
				+ " ms and will be sent again");
		request.commandId(PendingRequest.NOT_SENT);
		if (stream) {
			request.extendTo(next.plus(request.timeout()));
		}
		Runnable cancel = this.run.threads().later(Duration.between(now, next), () -> this.inbox.add(() -> {
			if (!request.future().isDone()) {
				send(request);
			}
		}));
		CompletableFuture<?> unused = request.future().whenComplete((answer, failure) -> cancel.run());
	}

	/**
	 * Fails what was sent in a session that is over: its answers are lost with it. What
	 * still waits to be sent goes on waiting. Called by the mailbox.
	 * @param reason why the session is over
	 * @param isSent tells of a command's number whether it was sent
	 */
	void sessionLost(String reason, LongPredicate isSent) {
		for (PendingRequest<?> request : this.pending) {
			long id = request.commandId();
			if (id != PendingRequest.NOT_SENT && isSent.test(id)) {
				this.inbox.add(
						() -> fail(request,
								new RequestFailedException("The session was lost before " + request.command().opcode()
										+ " was answered (" + request.progress() + "): " + reason + ". Ask again",
										null)));
			}
		}
	}

	/**
	 * Sends again what went down with the connection before: had Discord taken it, the
	 * answer would have been replayed before RESUMED (R17). Called by the mailbox.
	 * @param isSent tells of a command's number whether it was sent
	 */
	void resumed(LongPredicate isSent) {
		for (PendingRequest<?> request : this.pending) {
			long id = request.commandId();
			if (id != PendingRequest.NOT_SENT && isSent.test(id)) {
				// Behind what was replayed, which waits in the inbox.
				this.inbox.add(() -> sendAgain(request, id));
			}
		}
	}

	private void sendAgain(PendingRequest<?> request, long id) {
		if (request.commandId() == id && !request.isBeingAnswered() && !request.future().isDone()
				&& this.pending.contains(request)) {
			logger.debug(this.prefix + request.command().opcode()
					+ " went down with the connection and is sent again on the new one");
			send(request);
		}
	}

	/**
	 * Fails everything, now and from now on.
	 * @param reason why the shard is over
	 */
	void stop(String reason) {
		this.stopped = reason;
		for (PendingRequest<?> request : this.pending) {
			this.inbox.add(() -> fail(request, new RequestFailedException(
					"No answer to " + request.command().opcode() + " will come: " + reason, null)));
		}
		signalRoom();
	}

	private void fail(PendingRequest<?> request, Throwable failure) {
		this.pending.remove(request);
		later(() -> request.future().completeExceptionally(failure));
	}

	/* What hangs on a future is the application's and may take its time. */
	private void later(Runnable completion) {
		this.run.threads().of(Work.ANSWER).execute(completion);
	}

	// How much waits

	boolean isFull() {
		if (this.pending.isEmpty() || this.stopped != null) {
			return false;
		}
		if (this.inbox.size() >= CAPACITY) {
			return true;
		}
		for (PendingRequest<?> request : this.pending) {
			if (request.backlog() >= CAPACITY) {
				return true;
			}
		}
		return false;
	}

	/** Tells when no more waits than may. */
	CompletableFuture<Void> whenRoom() {
		CompletableFuture<Void> signal;
		synchronized (this) {
			signal = this.room;
		}
		return isFull() ? signal.thenCompose((done) -> whenRoom()) : CompletableFuture.completedFuture(null);
	}

	private void signalRoom() {
		CompletableFuture<Void> signal;
		synchronized (this) {
			signal = this.room;
			this.room = new CompletableFuture<>();
		}
		signal.complete(null);
	}

}
