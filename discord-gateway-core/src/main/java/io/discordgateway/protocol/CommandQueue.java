package io.discordgateway.protocol;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.discordgateway.limit.CommandBudget;
import io.discordgateway.payload.GatewayCommand;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait, in order, for a live session and for the budget (R24, R26), and
 * those that the connection was given last, in case it could not send them.
 */
final class CommandQueue {

	private final int capacity;

	private final Deque<Command> commands = new ArrayDeque<>();

	/* Of the open connection; no more can be under way there than fit into its budget. */
	private final Deque<Command> given = new ArrayDeque<>();

	CommandQueue(int capacity) {
		this.capacity = capacity;
	}

	boolean offer(Command command) {
		return this.commands.size() < this.capacity && this.commands.add(command);
	}

	/** Takes out the next command, to give it to the connection. */
	Command take() {
		Command command = this.commands.remove();
		if (this.given.size() == CommandBudget.PAYLOADS_PER_WINDOW) {
			this.given.remove();
		}
		this.given.add(command);
		return command;
	}

	/**
	 * Puts a command back that the connection could not send, and those that were given
	 * to it after that one, in their order and before all others.
	 */
	void takeBack(byte[] payload) {
		if (this.given.stream().noneMatch((command) -> command.payload() == payload)) {
			return;
		}
		Command last;
		do {
			last = this.given.removeLast();
			this.commands.addFirst(last);
		}
		while (last.payload() != payload);
	}

	/** Forgets what the connection was given: it is gone. */
	void connectionEnded() {
		this.given.clear();
	}

	boolean isEmpty() {
		return this.commands.isEmpty();
	}

	List<Command> removeExpired(Instant now) {
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

}
