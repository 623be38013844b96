package io.discordgateway.test.discord;

import io.discordgateway.Internal;

/**
 * Ends a request with an error. It costs no stack trace: it is an answer, not a defect.
 *
 * @since 0.1
 */
@Internal
public final class ApiException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final transient RestResponse response;

	ApiException(ApiError error, RestResponse response) {
		super(error.name(), null, false, false);
		this.response = response;
	}

	/**
	 * Returns the error as Discord answers it.
	 * @return the answer
	 */
	public RestResponse response() {
		return this.response;
	}

}
