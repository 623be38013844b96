package io.discordgateway.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.WebApplicationType;
import org.springframework.util.ClassUtils;

/**
 * Keeps a bot without a web server from being taken for a servlet application: Tomcat's
 * WebSocket client comes with the servlet API, and where that lies beside spring-web and
 * nobody knows better, Boot takes it for one. Asked last, after those of Spring MVC and
 * WebFlux; where Boot's web servers are on the class path, it says nothing.
 */
class NoWebServerDeducer implements WebApplicationType.Deducer {

	private static final String WEB_SERVERS = "org.springframework.boot.web.server.servlet.ServletWebServerFactory";

	@Override
	public @Nullable WebApplicationType deduceWebApplicationType() {
		return ClassUtils.isPresent(WEB_SERVERS, null) ? null : WebApplicationType.NONE;
	}

	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerTypeIfPresent(classLoader, WEB_SERVERS, (type) -> {
			});
		}

	}

}
