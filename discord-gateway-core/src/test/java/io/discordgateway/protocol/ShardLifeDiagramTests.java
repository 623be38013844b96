package io.discordgateway.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Draws {@code docs/shard-life.md} from the table in {@link ShardStatus}. Run with
 * {@code -Ddocs.write=true} to write it anew.
 */
class ShardLifeDiagramTests {

	private static final Path PAGE = Path.of("..", "docs", "shard-life.md");

	@Test
	void diagramShowsTheTable() throws IOException {
		String page = page();
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).content().isEqualTo(page);
	}

	@Test
	void everyStatusCanBeReachedAndLeft() {
		Set<ShardStatus> reached = EnumSet.of(ShardStatus.STOPPED);
		while (true) {
			Set<ShardStatus> more = EnumSet.copyOf(reached);
			reached.forEach((status) -> more.addAll(status.successors()));
			if (more.equals(reached)) {
				break;
			}
			reached = more;
		}
		assertThat(reached).containsExactlyInAnyOrder(ShardStatus.values());
		for (ShardStatus status : ShardStatus.values()) {
			assertThat(status.successors()).as(status.name()).isNotEmpty();
		}
	}

	private static String page() {
		StringBuilder page = new StringBuilder("""
				# How a shard lives

				Drawn from the table in `ShardStatus` by `ShardLifeDiagramTests`; `-Ddocs.write=true` writes it anew.
				`STOPPED` can be reached from everywhere, which the diagram leaves out.

				```mermaid
				stateDiagram-v2
				    [*] --> STOPPED
				""");
		for (ShardStatus from : ShardStatus.values()) {
			for (ShardStatus to : ShardStatus.values()) {
				if (from.canBecome(to) && to != ShardStatus.STOPPED) {
					page.append("    ").append(from).append(" --> ").append(to).append('\n');
				}
			}
		}
		return page.append("```\n").toString();
	}

}
