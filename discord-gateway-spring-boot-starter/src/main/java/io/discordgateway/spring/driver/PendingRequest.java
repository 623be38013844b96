package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.discordgateway.model.GuildMember;
import io.discordgateway.model.GuildMembersChunk;
import io.discordgateway.model.PresenceUpdate;
import io.discordgateway.model.RateLimited;
import io.discordgateway.model.RequestGuildMemberRateLimitMetadata;
import io.discordgateway.model.Snowflake;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.spring.GuildMembers;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for its answer. Its methods are called by the tasks of
 * {@link ShardRequests}, one after the other, unless they say otherwise.
 *
 * @param <T> what the answer is for the application
 */
abstract class PendingRequest<T> {

	static final long NOT_SENT = -1;

	private final GatewayCommand command;

	private final Duration timeout;

	private final CompletableFuture<T> future = new CompletableFuture<>();

	/* The number of the command under which the request was given to the shard. */
	private volatile long commandId = NOT_SENT;

	private volatile Instant deadline;

	private int attempts;

	PendingRequest(GatewayCommand command, Duration timeout, Instant now) {
		this.command = command;
		this.timeout = timeout;
		this.deadline = now.plus(timeout);
	}

	GatewayCommand command() {
		return this.command;
	}

	Duration timeout() {
		return this.timeout;
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	long commandId() {
		return this.commandId;
	}

	void commandId(long id) {
		this.commandId = id;
		if (id != NOT_SENT) {
			this.attempts++;
		}
	}

	int attempts() {
		return this.attempts;
	}

	/** When the request is given up. */
	Instant deadline(Instant now) {
		return this.deadline;
	}

	void extendTo(Instant deadline) {
		this.deadline = deadline;
	}

	/** How many answers wait for the application. Called by any thread. */
	int backlog() {
		return 0;
	}

	/** Returns whether a part of the answer has come, so that the rest will come too. */
	boolean isBeingAnswered() {
		return false;
	}

	/** Says how far the answer has come, for people. */
	String progress() {
		return "no answer came";
	}

	/** Returns whether Discord's refusal is about this request. */
	boolean isMeantBy(RateLimited limited) {
		return false;
	}

	/**
	 * Takes an answer.
	 * @param answer the event that came
	 * @param now the time
	 * @return whether the answer belonged to this request
	 */
	abstract boolean take(Object answer, Instant now);

	/** Returns what to complete the future with, or {@code null} if more is to come. */
	abstract @Nullable T result();

	/**
	 * Request whose answer is a single event about one guild.
	 *
	 * @param <A> type of the event
	 */
	static final class Single<A> extends PendingRequest<A> {

		private final Class<A> type;

		private final Predicate<A> mine;

		private @Nullable A answer;

		Single(GatewayCommand command, Duration timeout, Instant now, Class<A> type, Predicate<A> mine) {
			super(command, timeout, now);
			this.type = type;
			this.mine = mine;
		}

		@Override
		boolean take(Object event, Instant now) {
			if (!this.type.isInstance(event) || !this.mine.test(this.type.cast(event))) {
				return false;
			}
			this.answer = this.type.cast(event);
			return true;
		}

		@Override
		@Nullable A result() {
			return this.answer;
		}

	}

	/**
	 * Request for members, told from others by its nonce.
	 *
	 * @param <T> what the answer is for the application
	 */
	abstract static class Members<T> extends PendingRequest<T> {

		private final String nonce;

		private int expected = -1;

		/* Discord may say things twice (R44). */
		private final List<Integer> received = new ArrayList<>();

		Members(RequestGuildMembers command, Duration timeout, Instant now) {
			super(command, timeout, now);
			this.nonce = Objects.requireNonNull(command.nonce());
		}

		String nonce() {
			return this.nonce;
		}

		@Override
		boolean take(Object answer, Instant now) {
			if (!(answer instanceof GuildMembersChunk chunk) || !this.nonce.equals(chunk.nonce())) {
				return false;
			}
			if (!this.received.contains(chunk.chunkIndex())) {
				this.received.add(chunk.chunkIndex());
				this.expected = chunk.chunkCount();
				add(chunk, now);
			}
			return true;
		}

		abstract void add(GuildMembersChunk chunk, Instant now);

		/** Returns whether nothing more is to come. Asked once something has. */
		boolean isComplete() {
			return this.received.size() >= this.expected;
		}

		@Override
		boolean isBeingAnswered() {
			return this.expected >= 0;
		}

		@Override
		boolean isMeantBy(RateLimited limited) {
			return limited.meta() instanceof RequestGuildMemberRateLimitMetadata meta
					&& this.nonce.equals(meta.nonce());
		}

		@Override
		String progress() {
			return (this.expected < 0) ? super.progress()
					: this.received.size() + " of " + this.expected + " chunks of the answer came";
		}

	}

	/**
	 * Request for members that puts the chunks together.
	 */
	static final class AllMembers extends Members<GuildMembers> {

		private final Snowflake guildId;

		private final List<GuildMembersChunk> chunks = new ArrayList<>();

		AllMembers(RequestGuildMembers command, Duration timeout, Instant now) {
			super(command, timeout, now);
			this.guildId = Snowflake.of(command.guildId());
		}

		@Override
		void add(GuildMembersChunk chunk, Instant now) {
			this.chunks.add(chunk);
		}

		@Override
		@Nullable GuildMembers result() {
			if (!isComplete()) {
				return null;
			}
			List<GuildMember> members = new ArrayList<>();
			List<PresenceUpdate> presences = new ArrayList<>();
			List<Snowflake> notFound = new ArrayList<>();
			this.chunks.sort((a, b) -> Integer.compare(a.chunkIndex(), b.chunkIndex()));
			for (GuildMembersChunk chunk : this.chunks) {
				members.addAll(chunk.members());
				presences.addAll(chunk.presences());
				notFound.addAll(chunk.notFound());
			}
			return new GuildMembers(this.guildId, members, presences, notFound);
		}

	}

	/**
	 * Request for members that hands each chunk on as it comes. Its deadline is that of
	 * the next chunk; while the application works on a chunk, none is due.
	 */
	static final class MemberStream extends Members<Integer> {

		private final Consumer<GuildMembersChunk> consumer;

		private final SerialTasks handing;

		private int chunks;

		MemberStream(RequestGuildMembers command, Duration timeout, Instant now, Consumer<GuildMembersChunk> consumer,
				Executor executor, Runnable afterEach) {
			super(command, timeout, now);
			this.consumer = consumer;
			this.handing = new SerialTasks(executor, afterEach);
		}

		@Override
		void add(GuildMembersChunk chunk, Instant now) {
			this.chunks++;
			extendTo(now.plus(timeout()));
			boolean last = isComplete();
			int count = this.chunks;
			this.handing.add(() -> hand(chunk, last ? count : null));
		}

		private void hand(GuildMembersChunk chunk, @Nullable Integer complete) {
			if (future().isDone()) {
				return;
			}
			try {
				this.consumer.accept(chunk);
				if (complete != null) {
					future().complete(complete);
				}
			}
			catch (Throwable ex) {
				future().completeExceptionally(ex);
			}
		}

		@Override
		int backlog() {
			return this.handing.size();
		}

		@Override
		Instant deadline(Instant now) {
			return (backlog() > 0) ? now.plus(timeout()) : super.deadline(now);
		}

		/* The last task completes the future, when the consumer has had everything. */
		@Override
		@Nullable Integer result() {
			return null;
		}

	}

}
