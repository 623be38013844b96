package io.discordgateway.codec;

/**
 * Reads {@code op}, {@code s} and {@code t} of a gateway message, in any order, without
 * parsing {@code d}. Not thread-safe.
 */
interface EnvelopeReader {

	/**
	 * Reads a message.
	 * @throws MalformedPayloadException if it is none, or goes beyond the limits on the
	 * way
	 */
	void read(byte[] buffer, int start, int end, Envelope envelope);

	/**
	 * Looks for the end of contents that were not walked over.
	 * @return the position behind {@code d}
	 * @throws MalformedPayloadException if it is not one whole value within the limits,
	 * or what follows does not belong there
	 */
	int findDataEnd(byte[] buffer, int start, int end);

	/** Copies contents, of which the end is known; none if it is where they start. */
	RawPayload copy(byte[] buffer, int start, int end);

}
