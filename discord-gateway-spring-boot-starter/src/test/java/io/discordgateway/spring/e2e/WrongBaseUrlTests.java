package io.discordgateway.spring.e2e;

import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.driver.GatewayLookupRefusedException;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for a look-up that is answered by something else than Discord's API.
 */
@ExtendWith(OutputCaptureExtension.class)
class WrongBaseUrlTests {

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 403, 404 })
	@DisplayName("R2: what refuses the question fails the start, once, with its body and the fix")
	void whatRefusesTheQuestionFailsTheStart(int status, CapturedOutput output) {
		this.gateway.refuseApiCalls(status, null, "no such page");
		assertThatThrownBy(() -> Bot.start(WebApplicationType.NONE, this.gateway).close())
			.hasRootCauseInstanceOf(GatewayLookupRefusedException.class);
		assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
			.contains("answered HTTP " + status + ": no such page")
			.contains("discord.gateway.api-base-url");
		assertThat(this.gateway.record().restCalls()).hasSize(1);
	}

	@Test
	@DisplayName("R2: after the start it is told once, and not asked again")
	void afterTheStartItIsToldOnce(CapturedOutput output) {
		CompletableFuture<Void> started = new CompletableFuture<>();
		try (RawPeer slow = new RawPeer(this.gateway, 1, (socket) -> {
			RawPeer.readHead(socket);
			started.join();
			RawPeer.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 12\r\n\r\nnot for you\n");
		});
				Bot bot = Bot.start(WebApplicationType.NONE, this.gateway,
						"discord.gateway.api-base-url=" + slow.apiUrl(), "discord.gateway.on-fatal=exit")) {
			started.complete(null);
			Bot.await().until(() -> !bot.context().isActive());
			assertThat(output).containsOnlyOnce("answered HTTP 403: not for you")
				.contains("Check the property discord.gateway.api-base-url");
			assertThat(slow.accepted()).isEqualTo(1);
		}
	}

}
