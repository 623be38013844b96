package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * Each command is sent or dropped, once; they go out in order, only over a live session,
 * none after its deadline; no more wait than may (R24, R26).
 */
final class CommandInvariant extends Invariant {

	private final Map<Integer, Map<Long, Waiting>> waiting = new TreeMap<>();

	CommandInvariant(Judges judges) {
		super(judges, "each command has one outcome, and few wait");
	}

	private final Map<Integer, List<Sent>> given = new TreeMap<>();

	/* What the connection could not send waits again, beside a queue that may be full. */
	private final Map<Integer, Integer> takenBack = new TreeMap<>();

	@Override
	void began(ShardView view) {
		this.given.put(view.shard.id.id(), new ArrayList<>());
		this.waiting.put(view.shard.id.id(), new LinkedHashMap<>());
	}

	@Override
	void stepped(ShardView view, Step step) {
		Map<Long, Waiting> commands = of(view);
		if (step.input() instanceof ShardInput.Submit submit) {
			commands.put(submit.id(), new Waiting(submit.deadline()));
		}
		List<Sent> given = this.given.computeIfAbsent(view.shard.id.id(), (id) -> new ArrayList<>());
		if (step.input() instanceof ShardInput.SendFailed failed && view.isEffective() && failed.unsent() != null
				&& world().climate.door() == Client.Door.INPUTS) {
			int before = commands.size();
			takeBack(commands, given, failed.unsent());
			this.takenBack.merge(view.shard.id.id(), commands.size() - before, Integer::sum);
		}
		Long number = null;
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Connect) {
				given.clear();
			}
			else if (action instanceof ShardAction.Send send) {
				number = send.number();
			}
			if (action instanceof ShardAction.Emit emit) {
				if (emit.event() instanceof ShardEvent.CommandSent sent) {
					Waiting command = sent(view, step, commands, sent.id());
					if (command != null && number != null) {
						given.add(new Sent(sent.id(), command, number));
					}
				}
				else if (emit.event() instanceof ShardEvent.CommandDropped dropped
						&& commands.remove(dropped.id()) == null) {
					violated(view, "command " + dropped.id() + " was dropped twice, or never given");
				}
			}
		}
		int capacity = world().climate.commandCapacity();
		if (commands.size() <= capacity) {
			this.takenBack.remove(view.shard.id.id());
		}
		else if (commands.size() > capacity + this.takenBack.getOrDefault(view.shard.id.id(), 0)) {
			violated(view, commands.size() + " commands wait; " + capacity + " may");
		}
	}

	private @Nullable Waiting sent(ShardView view, Step step, Map<Long, Waiting> commands, long id) {
		if (!commands.isEmpty() && commands.keySet().iterator().next() < id && commands.containsKey(id)) {
			violated(view, "command " + id + " overtook another");
		}
		Waiting command = commands.remove(id);
		if (command == null) {
			violated(view, "command " + id + " was sent twice, or never given");
		}
		else if (command.deadline != null && Timeline.time(command.deadline) < step.clock()) {
			violated(view, "command " + id + " was sent after its deadline");
		}
		if (view.shard.status() != ShardStatus.CONNECTED || !view.live) {
			violated(view, "command " + id + " was sent while " + view.shard.status());
		}
		return command;
	}

	private static void takeBack(Map<Long, Waiting> commands, List<Sent> given, long number) {
		int from = 0;
		while (from < given.size() && given.get(from).number < number) {
			from++;
		}
		Map<Long, Waiting> later = new LinkedHashMap<>(commands);
		commands.clear();
		given.subList(from, given.size()).forEach((sent) -> commands.put(sent.id, sent.command));
		commands.putAll(later);
		given.clear();
	}

	@Override
	void ticked(ShardView view, long clock) {
		long slack = world().climate.timerLateness() + Timeline.SECOND;
		of(view).entrySet().removeIf((entry) -> {
			Instant deadline = entry.getValue().deadline;
			boolean forgotten = deadline != null
					&& Math.max(Timeline.time(deadline), view.shard.process.awakeSince) + slack < clock;
			if (forgotten) {
				violated(view, "command " + entry.getKey() + " waits after its deadline");
			}
			return forgotten;
		});
	}

	boolean isQuiet() {
		return this.waiting.values().stream().allMatch(Map::isEmpty);
	}

	private Map<Long, Waiting> of(ShardView view) {
		return this.waiting.computeIfAbsent(view.shard.id.id(), (id) -> new LinkedHashMap<>());
	}

	private record Sent(long id, Waiting command, long number) {
	}

	private record Waiting(@Nullable Instant deadline) {
	}

}
