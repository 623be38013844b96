package io.discordgateway.spring;

/**
 * Says that the payload of an event does not fit its type. The message names the event,
 * its sequence number and the place, never the content; {@link DispatchEvent#rawJson()}
 * still shows that.
 *
 * @since 0.1
 */
public class UndecodablePayloadException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an exception. It has no cause, as messages of a parser quote what they read.
	 * @param name the event's name
	 * @param sequence the event's number in its session
	 * @param problem what is wrong, without the content
	 */
	public UndecodablePayloadException(String name, long sequence, String problem) {
		super("The payload of " + name + " (sequence " + sequence + ") does not decode: " + problem);
	}

}
