package io.discordgateway.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart of horizontal bars in groups, as SVG.
 */
final class BarChart {

	private static final int LABEL = 270;

	private static final int BARS = 460;

	private static final int LINE = 18;

	private final String title;

	private final List<Row> rows = new ArrayList<>();

	BarChart(String title) {
		this.title = title;
	}

	/** Starts a group. */
	void group(String name) {
		this.rows.add(new Row(name, Double.NaN, Kind.OWN));
	}

	/** Adds a bar to the last group. */
	void bar(String name, double value, Kind kind) {
		this.rows.add(new Row(name, value, kind));
	}

	String svg() {
		double most = this.rows.stream().mapToDouble(Row::value).filter((value) -> value > 0).max().orElse(1);
		StringBuilder svg = new StringBuilder();
		int height = 40 + this.rows.stream().mapToInt((row) -> row.isGroup() ? 2 * LINE : LINE).sum();
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
			.append(LABEL + BARS + 60)
			.append(' ')
			.append(height)
			.append("\" font-family=\"sans-serif\" font-size=\"12\">\n<style>text{fill:#24292f}.own{fill:#2f6fde}")
			.append(".floor{fill:#9aa4af}.other{fill:#d9822b}")
			.append("@media(prefers-color-scheme:dark){text{fill:#d0d7de}}</style>\n");
		text(svg, 0, 16, "bold", "start", this.title);
		int y = 24;
		for (Row row : this.rows) {
			if (row.isGroup()) {
				y += LINE;
				text(svg, 0, y + 13, "bold", "start", row.name());
			}
			else {
				int width = (int) Math.round(row.value() / most * BARS);
				text(svg, LABEL - 8, y + 13, "normal", "end", row.name());
				svg.append(String.format(Locale.ROOT,
						"<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
						row.kind().name().toLowerCase(Locale.ROOT), LABEL, y + 2, width, LINE - 4));
				text(svg, LABEL + width + 5, y + 13, "normal", "start",
						String.format(Locale.ROOT, "%.2f", row.value()));
			}
			y += LINE;
		}
		return svg.append("</svg>\n").toString();
	}

	private static void text(StringBuilder svg, int x, int y, String weight, String anchor, String text) {
		svg.append(
				String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-weight=\"%s\" text-anchor=\"%s\">%s</text>%n",
						x, y, weight, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
	}

	/** What a bar shows. */
	enum Kind {

		/** What cannot be less. */
		FLOOR,

		/** This project. */
		OWN,

		/** Others. */
		OTHER

	}

	/* A group has no value. */
	private record Row(String name, double value, Kind kind) {

		boolean isGroup() {
			return Double.isNaN(this.value);
		}

	}

}
