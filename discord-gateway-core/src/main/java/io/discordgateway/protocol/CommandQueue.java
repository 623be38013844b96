package io.discordgateway.protocol;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.discordgateway.payload.GatewayOpcode;
import org.jspecify.annotations.Nullable;

/**
 * Commands that wait, in order, for a live session and for the budget (R24, R26).
 */
final class CommandQueue {

	private final int capacity;

	private final Deque<Command> commands = new ArrayDeque<>();

	CommandQueue(int capacity) {
		this.capacity = capacity;
	}

	boolean offer(Command command) {
		return this.commands.size() < this.capacity && this.commands.add(command);
	}

	@Nullable Command poll() {
		return this.commands.poll();
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
	record Command(long id, GatewayOpcode opcode, byte[] payload, @Nullable Instant deadline) {

		boolean isExpired(Instant now) {
			return this.deadline != null && !this.deadline.isAfter(now);
		}

	}

}
