package io.discordgateway.spring.test;

import java.util.ArrayList;
import java.util.List;

import io.discordgateway.test.GatewayRecord;

/**
 * What the bot did against Discord's rules in this test.
 *
 * @since 0.1
 */
public final class TestViolations {

	private final TestDiscord discord;

	private final List<String> expected = new ArrayList<>();

	TestViolations(TestDiscord discord) {
		this.discord = discord;
	}

	/**
	 * Says that a violation is meant to happen: it does not fail the test, its absence
	 * does.
	 * @param text a part of what Discord says of it
	 */
	public void expect(String text) {
		this.expected.add(text);
	}

	/**
	 * Returns what was violated.
	 * @return one clause each, oldest first
	 */
	public List<String> all() {
		return this.discord.discord().record().violations().stream().map(GatewayRecord.Violation::what).toList();
	}

	void check() {
		List<String> seen = all();
		for (String one : seen) {
			if (this.expected.stream().noneMatch(one::contains)) {
				String what = one.startsWith(Shell.UNKNOWN_THREAD) ? one : "The bot broke Discord's rules: " + one;
				throw this.discord
					.failure(what + "\n(a test that means it says so with discord.violations().expect(...))");
			}
		}
		for (String one : this.expected) {
			if (seen.stream().noneMatch((violation) -> violation.contains(one))) {
				throw this.discord.failure("The bot was to break Discord's rules, and did not: " + one);
			}
		}
	}

	void forget() {
		this.expected.clear();
	}

}
