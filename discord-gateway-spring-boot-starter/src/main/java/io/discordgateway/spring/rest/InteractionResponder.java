package io.discordgateway.spring.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.discordgateway.Internal;
import io.discordgateway.model.Interaction;
import io.discordgateway.model.InteractionCallbackType;
import io.discordgateway.model.Message;
import io.discordgateway.model.Snowflake;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Answers interactions. Discord takes the first answer within 3 seconds of the
 * interaction, and edits and follow-ups within 15 minutes; an answer that needs longer
 * than that begins with {@link #defer}. Each method blocks until Discord has answered,
 * and throws {@link InteractionException}. Thread-safe.
 *
 * @see <a href=
 * "https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction">Discord's
 * documentation</a>
 * @since 0.1
 */
public final class InteractionResponder {

	private static final Duration FIRST_ANSWER = Duration.ofSeconds(3);

	private static final String CALLBACK = "/interactions/{id}/{token}/callback";

	private static final String WEBHOOK = "/webhooks/{application}/{token}";

	private static final String ORIGINAL = WEBHOOK + "/messages/@original";

	private static final String FOLLOW_UP = WEBHOOK + "/messages/{message}";

	private static final int MAX_BODY = 8 * 1024 * 1024;

	private static final int EPHEMERAL = 1 << 6;

	/* JSON error codes (Opcodes and Status Codes). */
	private static final int UNKNOWN_INTERACTION = 10062;

	private static final int UNKNOWN_WEBHOOK = 10015;

	private static final int INVALID_WEBHOOK_TOKEN = 50027;

	private static final int ALREADY_ACKNOWLEDGED = 40060;

	private final RestClient discord;

	private final InstantSource clock;

	/**
	 * Makes a responder.
	 * @param discordRestClient a client as {@link DiscordRestClients} makes it
	 */
	public InteractionResponder(RestClient discordRestClient) {
		this(discordRestClient, InstantSource.system());
	}

	/**
	 * Makes a responder that goes by another time than the machine's.
	 * @param discordRestClient a client as {@link DiscordRestClients} makes it
	 * @param clock the time by which answers are too late
	 */
	@Internal
	public InteractionResponder(RestClient discordRestClient, InstantSource clock) {
		this.discord = discordRestClient;
		this.clock = clock;
	}

	/**
	 * Replies with text that everybody in the channel sees.
	 * @param interaction the interaction
	 * @param content the text
	 */
	public void reply(Interaction interaction, String content) {
		reply(interaction, InteractionReply.of(content));
	}

	/**
	 * Replies with a message.
	 * @param interaction the interaction
	 * @param reply the message
	 */
	public void reply(Interaction interaction, InteractionReply reply) {
		respond(interaction, InteractionCallbackType.CHANNEL_MESSAGE_WITH_SOURCE, reply.toJson());
	}

	/**
	 * Promises a reply: people see that the bot thinks. {@link #edit} gives it, within 15
	 * minutes.
	 * @param interaction the interaction
	 * @param ephemeral whether only who asked will see the reply; it cannot be changed
	 * later
	 */
	public void defer(Interaction interaction, boolean ephemeral) {
		respond(interaction, InteractionCallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE,
				ephemeral ? Map.of("flags", EPHEMERAL) : null);
	}

	/**
	 * Takes note of a component, whose message {@link #edit} may change later. People see
	 * nothing.
	 * @param interaction an interaction of a component
	 */
	public void deferUpdate(Interaction interaction) {
		respond(interaction, InteractionCallbackType.DEFERRED_UPDATE_MESSAGE, null);
	}

	/**
	 * Changes the message that a component belongs to.
	 * @param interaction an interaction of a component
	 * @param message what the message becomes
	 */
	public void update(Interaction interaction, InteractionReply message) {
		respond(interaction, InteractionCallbackType.UPDATE_MESSAGE, message.toJson());
	}

	/**
	 * Shows a form. What is filled in comes as an interaction of its own.
	 * @param interaction the interaction, not one of a form
	 * @param modal the form
	 */
	public void modal(Interaction interaction, InteractionModal modal) {
		respond(interaction, InteractionCallbackType.MODAL, modal.toJson());
	}

	/**
	 * Gives the first answer in any form that Discord has.
	 * @param interaction the interaction
	 * @param type the type of answer
	 * @param data its data, written as JSON in snake case, or {@code null} for none
	 */
	public void respond(Interaction interaction, InteractionCallbackType type, @Nullable Object data) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", type.value());
		if (data != null) {
			body.put("data", data);
		}
		call(interaction, HttpMethod.POST, CALLBACK, body, timeLeft(interaction), interaction.id(),
				interaction.token());
	}

	/**
	 * Edits the first reply, or gives the one that {@link #defer} promised.
	 * @param interaction the interaction
	 * @param message what the reply becomes
	 * @return the message
	 */
	public Message edit(Interaction interaction, InteractionReply message) {
		return message(interaction, HttpMethod.PATCH, ORIGINAL, message, interaction.applicationId(),
				interaction.token());
	}

	/**
	 * Deletes the first reply.
	 * @param interaction the interaction
	 */
	public void delete(Interaction interaction) {
		callLater(interaction, HttpMethod.DELETE, ORIGINAL, null, interaction.applicationId(), interaction.token());
	}

	/**
	 * Sends another message after the first reply.
	 * @param interaction the interaction
	 * @param message the message
	 * @return the message, whose id is needed to edit it
	 */
	public Message followUp(Interaction interaction, InteractionReply message) {
		return message(interaction, HttpMethod.POST, WEBHOOK, message, interaction.applicationId(),
				interaction.token());
	}

	/**
	 * Edits a message that followed up.
	 * @param interaction the interaction
	 * @param messageId the message's id
	 * @param message what it becomes
	 * @return the message
	 */
	public Message editFollowUp(Interaction interaction, Snowflake messageId, InteractionReply message) {
		return message(interaction, HttpMethod.PATCH, FOLLOW_UP, message, interaction.applicationId(),
				interaction.token(), messageId);
	}

	/**
	 * Deletes a message that followed up.
	 * @param interaction the interaction
	 * @param messageId the message's id
	 */
	public void deleteFollowUp(Interaction interaction, Snowflake messageId) {
		callLater(interaction, HttpMethod.DELETE, FOLLOW_UP, null, interaction.applicationId(), interaction.token(),
				messageId);
	}

	private Message message(Interaction interaction, HttpMethod method, String uri, InteractionReply reply,
			Object... variables) {
		String body = callLater(interaction, method, uri, reply.toJson(), variables);
		try {
			return Objects.requireNonNull(DiscordJson.MAPPER.readValue(body, Message.class));
		}
		catch (JacksonException | NullPointerException ex) {
			throw failure(interaction, InteractionException.Reason.UNREACHABLE,
					"was answered, but what came back is no message", ex);
		}
	}

	private String callLater(Interaction interaction, HttpMethod method, String uri, @Nullable Object body,
			Object... variables) {
		return call(interaction, method, uri, body, null, variables);
	}

	private String call(Interaction interaction, HttpMethod method, String uri, @Nullable Object body,
			@Nullable Duration maxWait, Object... variables) {
		RestClient.RequestBodySpec request = this.discord.method(method).uri(uri, variables);
		if (maxWait != null) {
			request = request.attribute(DiscordRestClients.MAX_WAIT, maxWait);
		}
		if (body != null) {
			request = request.contentType(MediaType.APPLICATION_JSON).body(body);
		}
		try {
			return request.exchangeForRequiredValue((sent, response) -> read(interaction, response));
		}
		catch (DiscordRateLimitException ex) {
			throw failure(interaction, InteractionException.Reason.RATE_LIMITED, "was not answered", ex);
		}
		catch (ResourceAccessException ex) {
			// Its message has the url, and that the interaction's token.
			Throwable cause = ex.getMostSpecificCause();
			throw failure(interaction, InteractionException.Reason.UNREACHABLE,
					"was not answered: "
							+ ((cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName()),
					cause);
		}
	}

	private String read(Interaction interaction, ClientHttpResponse response) throws IOException {
		int status = response.getStatusCode().value();
		String body = new String(response.getBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
		if (response.getStatusCode().is2xxSuccessful()) {
			return body;
		}
		JsonNode error = error(body);
		String said = "HTTP " + status + ", " + error.path("message").asString("no message") + " (code "
				+ error.path("code").asInt(0) + ")";
		throw switch (error.path("code").asInt(0)) {
			case UNKNOWN_INTERACTION -> failure(interaction, InteractionException.Reason.TOO_LATE,
					"was answered too late: Discord takes the first answer for 3 s, and this one came "
							+ age(interaction).toMillis()
							+ " ms after the interaction by this machine's clock. Defer what takes longer, and answer off "
							+ "the thread that delivers events. " + said,
					null);
			case UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN -> failure(interaction, InteractionException.Reason.TOO_LATE,
					"has no first answer, or is older than 15 minutes: " + age(interaction).toSeconds() + " s. " + said,
					null);
			case ALREADY_ACKNOWLEDGED -> failure(interaction, InteractionException.Reason.ALREADY_ANSWERED,
					"has its first answer already; edit that, or follow up. " + said, null);
			default -> failure(interaction,
					(status >= 500) ? InteractionException.Reason.UNREACHABLE : InteractionException.Reason.REFUSED,
					"was not answered: " + said, null);
		};
	}

	private static JsonNode error(String body) {
		try {
			return DiscordJson.MAPPER.readTree(body);
		}
		catch (JacksonException ex) {
			return DiscordJson.MAPPER.missingNode();
		}
	}

	private static InteractionException failure(Interaction interaction, InteractionException.Reason reason,
			String what, @Nullable Throwable cause) {
		return new InteractionException(interaction.id(), reason, "Interaction " + interaction.id() + " " + what,
				cause);
	}

	/*
	 * For the waits before the call. The call is made in any case: clocks differ, so that
	 * only Discord knows what is too late.
	 */
	private Duration timeLeft(Interaction interaction) {
		Duration left = FIRST_ANSWER.minus(age(interaction));
		if (left.isNegative()) {
			return Duration.ZERO;
		}
		return (left.compareTo(FIRST_ANSWER) > 0) ? FIRST_ANSWER : left;
	}

	private Duration age(Interaction interaction) {
		return Duration.between(interaction.id().createdAt(), this.clock.instant());
	}

}
