package io.discordgateway.codec;

/**
 * What came does not decode (R35). The message names the place and never the content.
 *
 * @since 0.1
 */
public class MalformedPayloadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an exception without a cause.
	 * @param message what is wrong and where
	 */
	public MalformedPayloadException(String message) {
		super(message);
	}

	/**
	 * Makes an exception.
	 * @param message what is wrong and where
	 * @param cause what was thrown
	 */
	public MalformedPayloadException(String message, Throwable cause) {
		super(message, cause);
	}

}
