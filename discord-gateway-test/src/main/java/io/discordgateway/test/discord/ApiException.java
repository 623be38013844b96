package io.discordgateway.test.discord;

/**
 * Ends a request with an error. It costs no stack trace: it is an answer, not a defect.
 */
final class ApiException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final transient RestResponse response;

	ApiException(ApiError error, RestResponse response) {
		super(error.name(), null, false, false);
		this.response = response;
	}

	RestResponse response() {
		return this.response;
	}

}
