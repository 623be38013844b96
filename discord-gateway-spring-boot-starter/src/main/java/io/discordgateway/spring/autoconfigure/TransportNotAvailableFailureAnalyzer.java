package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to add where what is to carry the gateway's bytes is not there.
 */
class TransportNotAvailableFailureAnalyzer extends AbstractFailureAnalyzer<TransportNotAvailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TransportNotAvailableException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", switch (cause.getReason()) {
			case NO_NETTY -> "Add the dependency io.netty:netty-handler, whose version Spring Boot manages, or set "
					+ "discord.gateway.transport to 'auto' or 'websocket-client'.";
			case NO_CLIENT -> "Rename a bean of that name that is something else. In an application that was processed "
					+ "ahead of time, set discord.gateway.transport while it is built, too.";
			case NO_PROXY_HANDLER, JVM_PROXY ->
				"Add the dependency io.netty:netty-handler-proxy, whose version Spring Boot "
						+ "manages, or set discord.gateway.proxy.type to 'none'.";
			case PROXY_WITHOUT_NETTY -> """
					Do one of these:

					- add the dependencies io.netty:netty-handler and io.netty:netty-handler-proxy, whose versions \
					Spring Boot manages
					- tell the JVM of the proxy instead, with -Dhttps.proxyHost and -Dhttps.proxyPort, if it speaks \
					HTTP: leave discord.gateway.proxy.type and .host out; .username and .password still count
					- set discord.gateway.proxy.type to 'none'""";
			case PROXY_WITH_CLIENT -> """
					Do one of these:

					- tell the JVM of the proxy instead, with -Dhttps.proxyHost and -Dhttps.proxyPort, if it speaks \
					HTTP: leave discord.gateway.proxy.type and .host out; .username and .password still count
					- set discord.gateway.transport to 'netty', and have io.netty:netty-handler and \
					io.netty:netty-handler-proxy on the class path
					- set discord.gateway.proxy.type to 'none', and tell a bean of your own named \
					discordGatewayWebSocketClient of the proxy""";
		}, cause);
	}

}
