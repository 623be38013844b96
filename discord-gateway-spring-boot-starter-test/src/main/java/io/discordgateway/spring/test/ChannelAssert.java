package io.discordgateway.spring.test;

import java.util.List;

import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a {@link TestChannel}.
 *
 * @since 0.1
 */
public final class ChannelAssert extends AbstractAssert<ChannelAssert, TestChannel> {

	ChannelAssert(TestChannel actual) {
		super(actual, ChannelAssert.class);
	}

	/**
	 * Asserts that there is a message.
	 * @return assertions on the last one
	 */
	public MessageAssert lastMessage() {
		List<TestMessage> messages = messages();
		if (messages.isEmpty()) {
			throw failure("Nobody has written anything in " + this.actual);
		}
		return new MessageAssert(messages.get(messages.size() - 1));
	}

	/**
	 * Asserts that the bot has written something.
	 * @return assertions on the last of its messages
	 */
	public MessageAssert lastMessageOfBot() {
		List<TestMessage> messages = ofBot();
		if (messages.isEmpty()) {
			throw failure("The bot has written nothing in " + this.actual + describe());
		}
		return new MessageAssert(messages.get(messages.size() - 1));
	}

	/**
	 * Asserts that the bot has written nothing. Behind {@link TestDiscord#settle()} that
	 * is certain.
	 * @return these assertions
	 */
	public ChannelAssert isSilent() {
		if (!ofBot().isEmpty()) {
			throw failure("The bot was to write nothing in " + this.actual + describe());
		}
		return this;
	}

	/**
	 * Asserts what the bot has written.
	 * @param contents the texts of its messages, oldest first
	 * @return these assertions
	 */
	public ChannelAssert hasMessagesOfBot(String... contents) {
		if (!ofBot().stream().map(TestMessage::content).toList().equals(List.of(contents))) {
			throw failure("The bot was to write " + List.of(contents) + " in " + this.actual + describe());
		}
		return this;
	}

	private List<TestMessage> messages() {
		isNotNull();
		return this.actual.messages();
	}

	private List<TestMessage> ofBot() {
		String bot = this.actual.discord().bot().id();
		return messages().stream().filter((message) -> message.authorId().equals(bot)).toList();
	}

	private String describe() {
		StringBuilder text = new StringBuilder("; there is:");
		List<TestMessage> messages = messages();
		messages.forEach((message) -> text.append("\n  ").append(message));
		return messages.isEmpty() ? "; nobody has written anything there" : text.toString();
	}

	private AssertionError failure(String message) {
		return this.actual.discord().failure(message);
	}

}
