package io.discordgateway.protocol;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.UpdatePresence;
import org.jspecify.annotations.Nullable;

/**
 * What the application sends: commands that wait, in order, for a live session and for
 * the budget (R24, R26), those that the connection was given last, in case it could not
 * send them, and the presence that the next session begins with.
 */
final class Outbox {

	private final ShardSettings settings;

	private final Deque<Command> commands = new ArrayDeque<>();

	/* Of the open connection; no more can be under way there than fit into its budget. */
	private final Deque<Given> given = new ArrayDeque<>();

	/* What the session was started with, if this shard started it. */
	private @Nullable Identify identify;

	Outbox(ShardSettings settings) {
		this.settings = settings;
		this.identify = settings.identify();
		if (this.identify != null) {
			int size = identifyPayload(this.identify).length;
			if (size > PayloadWriter.MAX_SIZE) {
				throw new IllegalArgumentException(
						tooLong("IDENTIFY", size) + ". Shorten the presence, or the properties");
			}
		}
	}

	private static String tooLong(String what, int size) {
		return what + " is " + size + " bytes long; Discord takes at most " + PayloadWriter.MAX_SIZE;
	}

	// Beginning a session

	/**
	 * Takes what the next session is to begin with.
	 * @param identify what IDENTIFY is to say
	 * @return the payload
	 * @throws IllegalArgumentException if it is longer than Discord takes (R25)
	 */
	byte[] begin(Identify identify) {
		byte[] payload = identifyPayload(identify);
		if (payload.length > PayloadWriter.MAX_SIZE) {
			throw new IllegalArgumentException(tooLong("IDENTIFY", payload.length));
		}
		this.identify = identify;
		return payload;
	}

	/**
	 * Returns the payload that begins a session, with the presence that the application
	 * set last.
	 */
	byte[] identifyPayload() {
		return identifyPayload(Objects.requireNonNull(this.identify, "a session is begun by hand here"));
	}

	private byte[] identifyPayload(Identify identify) {
		return PayloadWriter.identify(this.settings.encoding(), this.settings.shard(), identify,
				this.settings.compression() == Compression.PAYLOAD);
	}

	// Taking commands

	/**
	 * Takes a command, or says why not.
	 * @param submit the command
	 * @return what is wrong, or {@code null} if it waits now
	 */
	@Nullable String refuse(ShardInput.Submit submit) {
		GatewayIntent missing = missingIntent(submit.command());
		if (missing != null) {
			return "this request needs the intent " + missing + ", which the shard did not ask for";
		}
		byte[] payload = PayloadWriter.command(this.settings.encoding(), submit.command());
		if (payload.length > PayloadWriter.MAX_SIZE) {
			return tooLong(submit.command().opcode().name(), payload.length);
		}
		if (this.commands.size() >= this.settings.commandQueueCapacity()) {
			return "the command queue is full: " + this.settings.commandQueueCapacity()
					+ " commands wait, and Discord takes 120 in 60 s";
		}
		this.commands.add(new Command(submit.id(), submit.command(), payload, submit.deadline()));
		return null;
	}

	/* Discord does not answer such requests, or leaves out what was wanted (R27). */
	private @Nullable GatewayIntent missingIntent(GatewayCommand command) {
		Identify begun = this.identify;
		if (begun != null && command instanceof RequestGuildMembers members) {
			if (members.presences() && (begun.intents() & GatewayIntent.GUILD_PRESENCES.value()) == 0) {
				return GatewayIntent.GUILD_PRESENCES;
			}
			if (members.isWholeList() && (begun.intents() & GatewayIntent.GUILD_MEMBERS.value()) == 0) {
				return GatewayIntent.GUILD_MEMBERS;
			}
		}
		return null;
	}

	// Giving them out

	boolean isEmpty() {
		return this.commands.isEmpty();
	}

	/**
	 * Takes out the next command, to give it to the connection.
	 * @param send the number that it is sent with
	 * @return the command
	 */
	Command take(long send) {
		Command command = this.commands.remove();
		if (this.given.size() == CommandBudget.PAYLOADS_PER_WINDOW) {
			this.given.remove();
		}
		this.given.add(new Given(send, command));
		return command;
	}

	/**
	 * Lets the next session begin with a presence that was sent.
	 * @param sent the presence
	 * @return whether there is room for it in IDENTIFY
	 */
	boolean remember(UpdatePresence sent) {
		if (this.identify == null) {
			return true;
		}
		Identify next = this.identify.withPresence(sent);
		boolean fits = identifyPayload(next).length <= PayloadWriter.MAX_SIZE;
		this.identify = fits ? next : this.identify;
		return fits;
	}

	/**
	 * Puts back what the connection was given from one payload on, as that could not be
	 * sent: in its order, and before all others.
	 * @param send the number of the first payload that could not be sent
	 */
	void takeBack(long send) {
		while (!this.given.isEmpty() && this.given.getLast().send() >= send) {
			this.commands.addFirst(this.given.removeLast().command());
		}
	}

	/** Forgets what the connection was given: it is gone. */
	void connectionEnded() {
		this.given.clear();
	}

	List<Command> removeExpired(Instant now) {
		if (this.commands.isEmpty()) {
			return List.of();
		}
		List<Command> expired = this.commands.stream().filter((command) -> command.isExpired(now)).toList();
		this.commands.removeAll(expired);
		return expired;
	}

	List<Command> removeAll() {
		List<Command> all = new ArrayList<>(this.commands);
		this.commands.clear();
		return all;
	}

	@Nullable Instant nextExpiry() {
		return this.commands.stream()
			.map(Command::deadline)
			.filter(Objects::nonNull)
			.min(Instant::compareTo)
			.orElse(null);
	}

	/** A command that was encoded already, so that it can be refused at once (R25). */
	record Command(long id, GatewayCommand command, byte[] payload, @Nullable Instant deadline) {

		boolean isExpired(Instant now) {
			return this.deadline != null && !this.deadline.isAfter(now);
		}

	}

	private record Given(long send, Command command) {
	}

}
