package io.discordgateway.spring.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Mailbox}.
 */
class MailboxTests {

	private final Deque<Runnable> executor = new ArrayDeque<>();

	private final List<String> seen = new ArrayList<>();

	private final Mailbox<String> mailbox = new Mailbox<>(this.executor::add, this.seen::add, () -> this.seen.add("|"));

	@Test
	void whoPostsHandlesNothing() {
		this.mailbox.post("a");
		this.mailbox.post("b");
		assertThat(this.seen).isEmpty();
		assertThat(this.executor).hasSize(1);
		this.executor.remove().run();
		assertThat(this.seen).containsExactly("a", "b", "|");
		assertThat(this.executor).isEmpty();
	}

	@Test
	void aTurnEndsAfter64() {
		for (int i = 0; i < 65; i++) {
			this.mailbox.post("m");
		}
		this.executor.remove().run();
		assertThat(this.seen).hasSize(65).endsWith("m", "|");
		assertThat(this.executor).hasSize(1);
		this.executor.remove().run();
		assertThat(this.seen).hasSize(67).endsWith("|", "m", "|");
		assertThat(this.executor).isEmpty();
	}

	@Test
	void mailIsHandledAtOnceOnlyWhereNothingWaits() {
		assertThat(this.mailbox.handleIfIdle("a")).isTrue();
		this.mailbox.post("b");
		assertThat(this.mailbox.handleIfIdle("c")).isFalse();
		assertThat(this.seen).containsExactly("a", "|");
		this.executor.remove().run();
		assertThat(this.mailbox.handleIfIdle("d")).isTrue();
		assertThat(this.seen).containsExactly("a", "|", "b", "|", "d", "|");
	}

	@Test
	void whatComesWhileMailIsHandledAtOnceIsLeftToTheExecutor() {
		List<Boolean> nested = new ArrayList<>();
		Mailbox<Runnable> box = new Mailbox<>(this.executor::add, Runnable::run, () -> {
		});
		assertThat(box.handleIfIdle(() -> {
			nested.add(box.handleIfIdle(() -> this.seen.add("nested")));
			box.post(() -> this.seen.add("posted"));
			assertThat(this.executor).isEmpty();
		})).isTrue();
		assertThat(nested).containsExactly(false);
		this.executor.remove().run();
		assertThat(this.seen).containsExactly("posted");
	}

	@Test
	void mailThatFailsHoldsUpNothing() {
		Mailbox<Runnable> box = new Mailbox<>(this.executor::add, Runnable::run, () -> this.seen.add("|"));
		Runnable failing = () -> {
			throw new IllegalStateException("on purpose");
		};
		box.post(failing);
		box.post(() -> this.seen.add("second"));
		assertThatIllegalStateException().isThrownBy(() -> this.executor.remove().run());
		this.executor.remove().run();
		assertThat(this.seen).containsExactly("|", "second", "|");
		assertThatIllegalStateException().isThrownBy(() -> box.handleIfIdle(failing));
		assertThat(box.handleIfIdle(() -> this.seen.add("third"))).isTrue();
	}

	/**
	 * Made by hand, each of these fails: a counter that is looked at and then raised by
	 * who hands mail on at once; a turn that sets the counter to 0, and does not lower it
	 * by what it handled; one that asks for the next turn wherever the queue is not
	 * empty. One that hands mail on although other mail waits, as it is not counted yet,
	 * takes more orders, or fewer threads.
	 */
	@Test
	void inWhateverOrderThreadsGoOnAllIsHandledOnceInOrderAndOneAtATime() {
		Interleavings.explore(500, BusyBox.class, Mailbox.class);
	}

	@Test
	void mailThatIsHandedOnAtOnceOvertakesNoneOfTheSameThread() {
		Interleavings.explore(500, Overtaking.class, Mailbox.class);
	}

	/** A mailbox of whose mail a turn handles some before it is counted. */
	static final class Overtaking implements Interleavings.Scenario {

		private final Queue<Runnable> turns = new ArrayDeque<>();

		private final List<String> handled = new ArrayList<>();

		private final Mailbox<String> mailbox = new Mailbox<>(this.turns::add, this.handled::add, () -> {
		});

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				this.mailbox.post("a");
				work();
				this.mailbox.post("c1");
				if (!this.mailbox.handleIfIdle("c2")) {
					this.mailbox.post("c2");
				}
			}, () -> this.mailbox.post("b"));
		}

		private void work() {
			Runnable turn = this.turns.poll();
			if (turn != null) {
				turn.run();
			}
		}

		@Override
		public void check() {
			while (!this.turns.isEmpty()) {
				work();
			}
			assertThat(this.handled).containsExactlyInAnyOrder("a", "b", "c1", "c2").containsSubsequence("c1", "c2");
		}

	}

	/** A mailbox that three threads leave mail in and work. */
	static final class BusyBox implements Interleavings.Scenario {

		private final Queue<Runnable> turns = new ArrayDeque<>();

		private final Mailbox<String> mailbox = new Mailbox<>(this.turns::add, this::handle, this::afterTurn);

		private final List<String> handled = new ArrayList<>();

		private boolean busy;

		@Override
		public List<Runnable> threads() {
			return List.of(() -> {
				this.mailbox.post("a1");
				work();
				this.mailbox.post("a2");
				work();
			}, () -> {
				hand("b1");
				work();
				hand("b2");
			}, () -> {
				hand("c1");
				this.mailbox.post("c2");
				work();
			});
		}

		private void hand(String mail) {
			if (!this.mailbox.handleIfIdle(mail)) {
				this.mailbox.post(mail);
			}
		}

		private void work() {
			Runnable turn = this.turns.poll();
			if (turn != null) {
				turn.run();
			}
		}

		private void handle(String mail) {
			enter();
			this.handled.add(mail);
			this.busy = false;
		}

		private void afterTurn() {
			enter();
			this.busy = false;
		}

		private void enter() {
			assertThat(this.busy).as("two at once").isFalse();
			this.busy = true;
			Interleavings.pause();
		}

		@Override
		public void check() {
			while (!this.turns.isEmpty()) {
				work();
			}
			assertThat(this.handled).containsExactlyInAnyOrder("a1", "a2", "b1", "b2", "c1", "c2")
				.containsSubsequence("a1", "a2")
				.containsSubsequence("b1", "b2")
				.containsSubsequence("c1", "c2");
			assertThat(this.mailbox.handleIfIdle("last")).isTrue();
		}

	}

}
