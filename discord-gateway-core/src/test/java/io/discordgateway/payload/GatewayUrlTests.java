package io.discordgateway.payload;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GatewayUrlTests {

	@ParameterizedTest
	@ValueSource(strings = { "http://gateway.discord.gg", "https://gateway.discord.gg", "gateway.discord.gg",
			"wss:gateway", "wss:///path", "wss://null/", "wss://a_b.discord.gg", "wss://user:secret@gateway.discord.gg",
			"wss://gateway.discord.gg/#secret", "wss://gateway.discord.gg:0", "wss://gateway.discord.gg:70000", "::",
			"", "wss://exa mple" })
	void urlThatIsNoneOfAGatewayIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> GatewayUrl.of(text))
			.withMessageStartingWith("A gateway's url is wss://HOST or ws://HOST")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		assertThat(GatewayUrl.parse(text)).isNull();
	}

	@Test
	void urlThatIsTooLongIsRefused() { // R25
		String start = "wss://gateway.discord.gg/";
		assertThat(GatewayUrl.of(start + "x".repeat(2048 - start.length())).uri().toString()).hasSize(2048);
		assertThatIllegalArgumentException().isThrownBy(() -> GatewayUrl.of(start + "x".repeat(2049 - start.length())));
	}

	@Test
	void nothingIsNoUrl() {
		assertThat(GatewayUrl.parse(null)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "wss://Gateway.Discord.gg, gateway.discord.gg, 443, true", "WS://localhost, localhost, 80, false",
			"wss://[::1]:9/x?a=b, [::1], 9, true" })
	void partsAreTold(String text, String host, int port, boolean secure) {
		GatewayUrl url = GatewayUrl.of(text);
		assertThat(url.host()).isEqualTo(host);
		assertThat(url.port()).isEqualTo(port);
		assertThat(url.secure()).isEqualTo(secure);
		assertThat(url.uri()).isEqualTo(URI.create(text));
	}

	@Test
	void queryIsNotShown() { // R40
		assertThat(GatewayUrl.of("wss://gateway.discord.gg:8443/path?key=secret"))
			.hasToString("wss://gateway.discord.gg:8443/path");
	}

	@ParameterizedTest
	@CsvSource({ "wss://gateway.discord.gg, wss://gateway-us-east1-b.discord.gg, true",
			"wss://gateway.discord.gg, wss://gateway.discord.gg:8443/x, true",
			"wss://gateway.discord.gg, wss://GATEWAY.DISCORD.GG, true",
			"wss://gateway.discord.gg, wss://a.b.discord.gg, true", "wss://gateway.discord.gg, wss://discord.gg, false",
			"wss://gateway.discord.gg, wss://evildiscord.gg, false",
			"wss://gateway.discord.gg, wss://discord.gg.evil.example, false",
			"wss://gateway.discord.gg, ws://gateway.discord.gg, false", "wss://discord.gg, wss://other.gg, false",
			"wss://discord.gg, wss://discord.gg, true", "wss://localhost, wss://localhost, true",
			"wss://localhost, wss://other, false", "ws://127.0.0.1:1, ws://127.0.0.1:2, true",
			"ws://127.0.0.1, ws://2.0.0.1, false", "ws://10.0.0.1, wss://1.0.0.1, false",
			"ws://[::1], ws://[::1]:7, true", "ws://[::1], ws://[::2], false",
			"ws://gateway.discord.gg, wss://gateway.discord.gg, true" })
	void tokenGoesToTheSameOwnerOnly(String gateway, String resume, boolean may) { // R41,
																					// R52
		assertThat(GatewayUrl.of(gateway).mayResumeAt(GatewayUrl.of(resume))).isEqualTo(may);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1014, 3000, 4000, 4001, 4008, 4015, 4900, 4999 })
	void codeThatMayBeSentIsTaken(int code) { // R18, R21
		assertThat(new CloseCode(code).endsSession()).isEqualTo(code <= 1001);
		assertThat(new CloseCode(code)).hasToString(Integer.toString(code));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 1004, 1005, 1006, 1015, 2999, 4003, 4004, 4007, 4009, 4010, 4014, 5000 })
	void codeThatMayNotBeSentIsRefused(int code) { // R18
		assertThatIllegalArgumentException().isThrownBy(() -> new CloseCode(code))
			.withMessageContaining(Integer.toString(code));
	}

}
