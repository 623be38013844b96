package io.discordgateway.spring.autoconfigure;

/**
 * Thrown when what is to carry the gateway's bytes is not there, or cannot do it so.
 */
class TransportNotAvailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	TransportNotAvailableException(Reason reason) {
		super(reason.message);
		this.reason = reason;
	}

	Reason getReason() {
		return this.reason;
	}

	/** What is missing. */
	enum Reason {

		/** Netty is wanted. */
		NO_NETTY("discord.gateway.transport is netty, but Netty 4.2 is not on the class path"),

		/** A client is wanted. */
		NO_CLIENT(
				"discord.gateway.transport is websocket-client, but there is no bean discordGatewayWebSocketClient of "
						+ "the type WebSocketClient"),

		/** A proxy is wanted, which Netty has a handler of its own for. */
		NO_PROXY_HANDLER("discord.gateway.proxy.type is set, but Netty's handler of proxies is not on the class path"),

		/** The JVM has a proxy, which Netty has a handler of its own for. */
		JVM_PROXY("The JVM's own settings (https.proxyHost, http.proxyHost) lead to the gateway over a proxy, but "
				+ "Netty's handler of proxies is not on the class path"),

		/** A proxy is wanted, which Tomcat's client would need to be told of. */
		PROXY_WITHOUT_NETTY("discord.gateway.proxy.type is set, but Netty, which connects over a proxy, is not on the "
				+ "class path"),

		/** A proxy is wanted, and a client that knows nothing of it. */
		PROXY_WITH_CLIENT("discord.gateway.proxy.type is set, but the gateway is connected to with a WebSocket client, "
				+ "which is not told of the proxy");

		private final String message;

		Reason(String message) {
			this.message = message;
		}

	}

}
