package io.discordgateway.spring.test;

import java.util.List;

import io.discordgateway.model.InteractionCallbackType;
import org.assertj.core.api.AbstractAssert;
import tools.jackson.databind.JsonNode;

/**
 * Assertions on how the bot answers a {@link TestInteraction}.
 *
 * @since 0.1
 */
public final class InteractionAssert extends AbstractAssert<InteractionAssert, TestInteraction> {

	InteractionAssert(TestInteraction actual) {
		super(actual, InteractionAssert.class);
	}

	/**
	 * Asserts that the bot has answered with a message, at once or later.
	 * @return assertions on it
	 */
	public MessageAssert reply() {
		TestMessage reply = this.actual.reply();
		if (reply == null) {
			throw failure("The bot was to answer with a message, but it has answered " + describe());
		}
		return new MessageAssert(reply);
	}

	/**
	 * Asserts that the bot has sent a message after its reply.
	 * @return assertions on the last one
	 */
	public MessageAssert followUp() {
		List<TestMessage> messages = this.actual.followUps();
		if (messages.isEmpty()) {
			throw failure("The bot was to follow its answer up with a message");
		}
		return new MessageAssert(messages.get(messages.size() - 1));
	}

	/**
	 * Asserts that the bot has answered with a form.
	 * @param title the form's title
	 * @return these assertions
	 */
	public InteractionAssert showsForm(String title) {
		JsonNode form = this.actual.form();
		if (form == null || !form.path("title").asString("").equals(title)) {
			throw failure("The bot was to show the form \"" + title + "\", but it has answered "
					+ ((form != null) ? form : describe()));
		}
		return this;
	}

	/**
	 * Asserts what the bot suggests.
	 * @param names the names of the choices, in order
	 * @return these assertions
	 */
	public InteractionAssert suggests(String... names) {
		if (!this.actual.choices().equals(List.of(names))) {
			throw failure("The bot was to suggest " + List.of(names) + ", but it has suggested " + this.actual.choices()
					+ " (answered " + describe() + ")");
		}
		return this;
	}

	/**
	 * Asserts the type of the first answer.
	 * @param type the type
	 * @return these assertions
	 */
	public InteractionAssert isAnsweredWith(InteractionCallbackType type) {
		if (this.actual.answer() != type) {
			throw failure("The bot was to answer with " + type + ", but it has answered " + describe());
		}
		return this;
	}

	/**
	 * Asserts that the bot has not answered.
	 * @return these assertions
	 */
	public InteractionAssert isUnanswered() {
		if (this.actual.answer() != null) {
			throw failure("The bot was not to answer, but it has answered " + describe());
		}
		return this;
	}

	private String describe() {
		InteractionCallbackType type = this.actual.answer();
		return (type != null) ? "with " + type : "nothing";
	}

	private AssertionError failure(String message) {
		return this.actual.discord().failure(message);
	}

}
