package io.discordgateway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a decoder left out of one payload, because it was of another kind than Discord
 * documents (R46). Made empty, given to one decoding, and then read; not thread-safe.
 *
 * @since 0.1
 */
public final class LeftOut {

	/**
	 * How many values are told one by one. A payload may consist of wrong values, and is
	 * not to cost many times its size.
	 */
	public static final int MAX_VALUES = 100;

	private List<Value> values = List.of();

	private int count;

	/**
	 * Returns whether everything was of the documented kind.
	 * @return whether nothing was left out
	 */
	public boolean isEmpty() {
		return this.count == 0;
	}

	/**
	 * Returns how many values were left out.
	 * @return the number, also of those that are not among {@link #values()}
	 */
	public int count() {
		return this.count;
	}

	/**
	 * Returns what was left out.
	 * @return the first {@value #MAX_VALUES} values, in the order of the payload; not to
	 * be changed
	 */
	public List<Value> values() {
		return Collections.unmodifiableList(this.values);
	}

	/** Counts a value, and returns whether it is one of those that are told. */
	boolean isToldNext() {
		return this.count++ < MAX_VALUES;
	}

	void add(Value value) {
		if (this.values.isEmpty()) {
			this.values = new ArrayList<>(2);
		}
		this.values.add(value);
	}

	@Override
	public String toString() {
		return this.values
				+ ((this.count > this.values.size()) ? " and " + (this.count - this.values.size()) + " more" : "");
	}

	/**
	 * A value that was left out, without the value.
	 *
	 * @param path where it was, as a JSON pointer such as
	 * {@code /presences/3/activities/0/created_at}; the key of an entry of a map is
	 * {@code *}, as keys are values too
	 * @param problem what was expected and what was found, such as
	 * {@code expected a number but found a string}
	 */
	public record Value(String path, String problem) {

		/**
		 * Returns the field without positions, so that there are only as many as Discord
		 * documents.
		 * @return the names that lead to it, such as
		 * {@code presences.activities.created_at}
		 */
		public String field() {
			StringBuilder field = new StringBuilder();
			for (String name : this.path.split("/")) {
				if (!name.isEmpty() && !name.equals("*") && !Character.isDigit(name.charAt(0))) {
					field.append(field.isEmpty() ? "" : ".").append(name);
				}
			}
			return field.toString();
		}

	}

}
