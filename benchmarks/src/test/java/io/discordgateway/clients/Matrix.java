package io.discordgateway.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Table of what clients can do, as the documentation has it. Of clients that were not
 * tried it says what it said before.
 */
final class Matrix {

	private static final Path PAGE = Path.of("../docs/testing.md");

	private static final Pattern BLOCK = Pattern
		.compile("(<!-- clients: written by the build -->\n)(.*?)(\n?<!-- end -->)", Pattern.DOTALL);

	private static final String OK = "ok";

	private final List<Client> clients;

	private final List<Trial> trials;

	Matrix(List<Client> clients, List<Trial> trials) {
		this.clients = clients;
		this.trials = trials;
	}

	void compare() throws IOException {
		String page = Files.readString(PAGE);
		Matcher block = BLOCK.matcher(page);
		assertThat(block.find()).as("A place for the table in " + PAGE).isTrue();
		String table = table(cells(block.group(2)));
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(PAGE, page.substring(0, block.start(2)) + table + page.substring(block.end(2)));
			return;
		}
		assertThat(block.group(2)).as("The table in " + PAGE + ", which -Ddocs.write=true writes").isEqualTo(table);
	}

	/** What the page says now: title of the row, a cell for each client. */
	private static Map<String, List<String>> cells(String table) {
		Map<String, List<String>> cells = new LinkedHashMap<>();
		table.lines().filter((line) -> line.startsWith("| ")).forEach((line) -> {
			List<String> row = List.of(line.substring(2, line.length() - 2).split(" \\| "));
			cells.put(row.get(0), row.subList(1, row.size()));
		});
		return cells;
	}

	private String table(Map<String, List<String>> before) {
		List<String> reasons = new ArrayList<>();
		StringBuilder table = new StringBuilder("| |");
		for (Client client : this.clients) {
			table.append(" ").append(client.name()).append(" ").append(client.version()).append(" |");
		}
		table.append("\n|").append(" --- |".repeat(this.clients.size() + 1)).append("\n");
		for (Capability capability : Capability.values()) {
			table.append("| ").append(capability.title()).append(" |");
			for (int i = 0; i < this.clients.size(); i++) {
				List<String> said = before.getOrDefault(capability.title(), List.of());
				String was = (i < said.size()) ? said.get(i) : "not tried";
				table.append(" ").append(cell(this.clients.get(i), capability, was, reasons)).append(" |");
			}
			table.append("\n");
		}
		for (int i = 0; i < reasons.size(); i++) {
			table.append("\n").append(i + 1).append(". ").append(reasons.get(i));
		}
		return table.toString();
	}

	private String cell(Client client, Capability capability, String was, List<String> reasons) {
		String limit = client.limits().get(capability);
		if (limit != null) {
			if (!reasons.contains(limit)) {
				reasons.add(limit);
			}
			return "– (" + (reasons.indexOf(limit) + 1) + ")";
		}
		for (Trial trial : this.trials) {
			if (trial.client() == client) {
				return (trial.outcomes().containsKey(capability) && trial.outcomes().get(capability) == null) ? OK
						: "fails";
			}
		}
		return was;
	}

}
