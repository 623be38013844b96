package io.discordgateway.spring.driver;

/**
 * Thrown when what was asked for the gateway's url refuses the question, as a wrong url
 * does. Asking again would be answered in the same way.
 *
 * @since 0.1
 */
public class GatewayLookupRefusedException extends GatewayLookupException {

	private static final long serialVersionUID = 1L;

	GatewayLookupRefusedException(String message) {
		super(message, null, null);
	}

	GatewayLookupRefusedException(String message, Throwable cause) {
		super(message, null, cause);
	}

}
