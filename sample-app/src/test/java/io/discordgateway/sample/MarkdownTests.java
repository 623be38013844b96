package io.discordgateway.sample;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MarkdownTests {

	@Test
	void namesAreShownAsTheyAre() {
		assertThat(Markdown.escape("Ada Lovelace 🜁")).isEqualTo("Ada Lovelace 🜁");
		assertThat(Markdown.escape("**_~~`a`~~_**")).isEqualTo("\\*\\*\\_\\~\\~\\`a\\`\\~\\~\\_\\*\\*");
	}

	@Test
	void namesMentionNobodyAndLinkNowhere() {
		assertThat(Markdown.escape("<@42>")).isEqualTo("\\<\\@42\\>");
		assertThat(Markdown.escape("@everyone")).isEqualTo("\\@everyone");
		assertThat(Markdown.escape("[a](https://b)")).isEqualTo("\\[a\\]\\(https\\://b\\)");
		assertThat(Markdown.escape("\\*")).isEqualTo("\\\\\\*");
	}

}
