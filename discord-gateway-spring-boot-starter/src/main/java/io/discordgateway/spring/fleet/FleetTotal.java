package io.discordgateway.spring.fleet;

import java.util.SortedSet;
import java.util.TreeSet;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * How many shards a fleet runs, and how far it is with a change of that (R38): what all
 * instances agree on, changed by compare-and-set.
 *
 * @param change how often it was asked for another number
 * @param current the number of shards that have all events
 * @param next the number that is changed to, or {@code null}
 * @param held whether all that comes on the next shards is held back, so that those of
 * the current number may end
 * @param ended the shards of the current number that have ended, with all handled that
 * came on them
 * @param insteadOf the number that is not changed to though it is set, as another was
 * asked for since, or it has failed; or {@code null}
 * @param failure why the last change was given up, or {@code null}
 * @since 0.1
 */
@Internal
public record FleetTotal(long change, int current, @Nullable Integer next, boolean held, SortedSet<Integer> ended,
		@Nullable Integer insteadOf, @Nullable String failure) {

	public FleetTotal {
		ended = new TreeSet<>(ended);
	}

	/**
	 * Makes the total that a fleet begins with.
	 * @param total the number of shards
	 * @return the total
	 */
	public static FleetTotal of(int total) {
		return new FleetTotal(0, total, null, false, new TreeSet<>(), null, null);
	}

	/**
	 * Begins a change.
	 * @param total the number that is changed to
	 * @param instead the number that is set and is not to be changed back to, or
	 * {@code null}
	 * @return the total then
	 */
	public FleetTotal changingTo(int total, @Nullable Integer instead) {
		return new FleetTotal(this.change + 1, this.current, total, false, new TreeSet<>(), instead, null);
	}

	/**
	 * Says that nothing that comes on the next shards is lost any more.
	 * @return the total then
	 */
	public FleetTotal holding() {
		return new FleetTotal(this.change, this.current, this.next, true, this.ended, this.insteadOf, null);
	}

	/**
	 * Gives a change up, which is not to be tried again without being asked for.
	 * @param reason why
	 * @return the total then
	 */
	public FleetTotal failed(String reason) {
		return new FleetTotal(this.change, this.current, null, false, new TreeSet<>(),
				(this.insteadOf != null) ? this.insteadOf : this.next, reason);
	}

	/**
	 * Says that shards of the current number have ended, and with the last of them makes
	 * the next number the current one.
	 * @param shards the shards
	 * @return the total then
	 */
	public FleetTotal ended(SortedSet<Integer> shards) {
		SortedSet<Integer> all = new TreeSet<>(this.ended);
		all.addAll(shards);
		Integer following = this.next;
		return (following != null && all.size() >= this.current)
				? new FleetTotal(this.change, following, null, false, new TreeSet<>(), this.insteadOf, null)
				: new FleetTotal(this.change, this.current, following, this.held, all, this.insteadOf, null);
	}

}
