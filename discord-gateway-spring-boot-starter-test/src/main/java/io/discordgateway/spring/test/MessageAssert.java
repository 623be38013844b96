package io.discordgateway.spring.test;

import java.util.function.Consumer;
import java.util.function.Predicate;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Assertions on a {@link TestMessage}.
 *
 * @since 0.1
 */
public final class MessageAssert extends AbstractAssert<MessageAssert, @Nullable TestMessage> {

	MessageAssert(@Nullable TestMessage actual) {
		super(actual, MessageAssert.class);
	}

	/**
	 * Asserts that the bot wrote it.
	 * @return these assertions
	 */
	public MessageAssert fromBot() {
		return is((message) -> message.authorId().equals(message.discord().bot().id()), "be from the bot");
	}

	/**
	 * Asserts who wrote it.
	 * @param user the user
	 * @return these assertions
	 */
	public MessageAssert from(TestUser user) {
		return is((message) -> message.authorId().equals(user.id()), "be from " + user);
	}

	/**
	 * Asserts the text.
	 * @param content the text
	 * @return these assertions
	 */
	public MessageAssert hasContent(String content) {
		return is((message) -> message.content().equals(content), "say \"" + content + "\"");
	}

	/**
	 * Asserts a part of the text.
	 * @param part the part
	 * @return these assertions
	 */
	public MessageAssert contains(String part) {
		return is((message) -> message.content().contains(part), "contain \"" + part + "\"");
	}

	/**
	 * Asserts that only one user sees it.
	 * @return these assertions
	 */
	public MessageAssert isEphemeral() {
		return is(TestMessage::isEphemeral, "be ephemeral");
	}

	/**
	 * Asserts that all in the channel see it.
	 * @return these assertions
	 */
	public MessageAssert isForAll() {
		return is((message) -> !message.isEphemeral(), "be for all");
	}

	/**
	 * Asserts that it replies to another one.
	 * @param other the other message
	 * @return these assertions
	 */
	public MessageAssert repliesTo(TestMessage other) {
		return is((
				message) -> message.json().path("message_reference").path("message_id").asString("").equals(other.id()),
				"reply to " + other);
	}

	/**
	 * Asserts that it has an embed with a title.
	 * @param title the title
	 * @return these assertions
	 */
	public MessageAssert hasEmbed(String title) {
		return is(
				(message) -> message.json()
					.path("embeds")
					.valueStream()
					.anyMatch((embed) -> embed.path("title").asString("").equals(title)),
				"have an embed titled \"" + title + "\"");
	}

	/**
	 * Asserts that it has a button, or another component.
	 * @param name its label, placeholder or custom id
	 * @return these assertions
	 */
	public MessageAssert hasComponent(String name) {
		return is((message) -> message.componentOrNull(name) != null, "have a component \"" + name + "\"");
	}

	/**
	 * Asserts that a file is attached.
	 * @param filename the file's name
	 * @return these assertions
	 */
	public MessageAssert hasAttachment(String filename) {
		return is(
				(message) -> message.json()
					.path("attachments")
					.valueStream()
					.anyMatch((file) -> file.path("filename").asString("").equals(filename)),
				"have a file " + filename);
	}

	/**
	 * Asserts that the bot has reacted to it.
	 * @param emoji the emoji of Unicode, or the name of another
	 * @return these assertions
	 */
	public MessageAssert hasReactionOfBot(String emoji) {
		return is(
				(message) -> message.json()
					.path("reactions")
					.valueStream()
					.anyMatch((one) -> one.path("me").asBoolean(false)
							&& one.path("emoji").path("name").asString("").equals(emoji)),
				"have the bot's reaction " + emoji);
	}

	/**
	 * Asserts how many have voted for an answer of its poll.
	 * @param answer the text of the answer
	 * @param votes how many
	 * @return these assertions
	 */
	public MessageAssert hasVotes(String answer, int votes) {
		return is((message) -> votes(message.json().path("poll"), answer) == votes,
				"have " + votes + " vote(s) for \"" + answer + "\"");
	}

	private static int votes(JsonNode poll, String answer) {
		for (JsonNode one : poll.path("answers")) {
			if (one.path("poll_media").path("text").asString("").equals(answer)) {
				int id = one.path("answer_id").asInt(0);
				return poll.path("results")
					.path("answer_counts")
					.valueStream()
					.filter((count) -> count.path("id").asInt(0) == id)
					.mapToInt((count) -> count.path("count").asInt(0))
					.sum();
			}
		}
		return -1;
	}

	/**
	 * Asserts anything else.
	 * @param requirements what throws if it is not met; gets the message object
	 * @return these assertions
	 */
	public MessageAssert satisfiesJson(Consumer<JsonNode> requirements) {
		TestMessage message = given();
		try {
			requirements.accept(message.json());
		}
		catch (AssertionError ex) {
			AssertionError failure = message.discord().failure(ex.getMessage() + "\nin " + message.json());
			failure.initCause(ex);
			throw failure;
		}
		return this;
	}

	private MessageAssert is(Predicate<TestMessage> requirement, String what) {
		TestMessage message = given();
		if (!requirement.test(message)) {
			throw message.discord()
				.failure("The message was to " + what + ", but it is " + message + "\n  " + message.json());
		}
		return this;
	}

	private TestMessage given() {
		TestMessage message = this.actual;
		if (message == null) {
			throw new AssertionError("There is no such message");
		}
		return message;
	}

}
