package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * User in a channel. What the user does happens at once; {@link TestDiscord#settle()}
 * waits for what the bot does about it.
 *
 * @since 0.1
 */
public final class Person {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final TestDiscord discord;

	private final TestUser user;

	private final TestChannel channel;

	/* How old interactions are when the bot hears of them. */
	private final Duration age;

	Person(TestDiscord discord, TestUser user, TestChannel channel) {
		this(discord, user, channel, Duration.ZERO);
	}

	private Person(TestDiscord discord, TestUser user, TestChannel channel, Duration age) {
		this.discord = discord;
		this.user = user;
		this.channel = channel;
		this.age = age;
	}

	/**
	 * Lets interactions be old when the bot gets them, as they are after a connection was
	 * lost: the first answer is due 3 s after they began, their token lives 15 minutes
	 * (R50).
	 * @param age how old, not negative
	 * @return the same user in the same channel
	 */
	public Person ago(Duration age) {
		if (age.isNegative()) {
			throw new IllegalArgumentException("An interaction does not come from the future: " + age);
		}
		return new Person(this.discord, this.user, this.channel, age);
	}

	private Instant asked() {
		return this.discord.now().minus(this.age);
	}

	/**
	 * Writes a message.
	 * @param content the text
	 * @return the message
	 */
	public TestMessage says(String content) {
		return write(mapper.createObjectNode().put("content", content));
	}

	/**
	 * Replies to a message.
	 * @param message what is replied to
	 * @param content the text
	 * @return the message
	 */
	public TestMessage replies(TestMessage message, String content) {
		ObjectNode form = mapper.createObjectNode().put("content", content);
		form.putObject("message_reference").put("message_id", message.id());
		return write(form);
	}

	/**
	 * Writes a message of any form.
	 * @param json the message as {@code POST /channels/.../messages} has it
	 * @return the message
	 */
	public TestMessage writes(String json) {
		return write((ObjectNode) mapper.readTree(json));
	}

	private TestMessage write(ObjectNode form) {
		String id = this.discord
			.make((world) -> world.people().write(this.user.id(), this.channel.id(), form, this.discord.now()));
		return message(id);
	}

	private TestMessage message(String id) {
		return this.channel.messages().stream().filter((message) -> message.id().equals(id)).findFirst().orElseThrow();
	}

	/**
	 * Changes a message.
	 * @param message the message
	 * @param content the new text
	 */
	public void edits(TestMessage message, String content) {
		ObjectNode form = mapper.createObjectNode().put("content", content);
		this.discord.happen((world) -> world.people().edit(this.channel.id(), message.id(), form, this.discord.now()));
	}

	/**
	 * Deletes a message.
	 * @param message the message
	 */
	public void deletes(TestMessage message) {
		this.discord.happen((world) -> world.people().delete(this.channel.id(), message.id()));
	}

	/** Types. */
	public void types() {
		this.discord.happen((world) -> world.people().type(this.user.id(), this.channel.id(), this.discord.now()));
	}

	/**
	 * Reacts to a message.
	 * @param message the message
	 * @param emoji an emoji of Unicode, or {@code name:id}
	 */
	public void reacts(TestMessage message, String emoji) {
		react(message, emoji, true);
	}

	/**
	 * Takes a reaction back.
	 * @param message the message
	 * @param emoji an emoji of Unicode, or {@code name:id}
	 */
	public void takesBack(TestMessage message, String emoji) {
		react(message, emoji, false);
	}

	private void react(TestMessage message, String emoji, boolean add) {
		this.discord
			.happen((world) -> world.people().react(this.user.id(), this.channel.id(), message.id(), emoji, add));
	}

	/**
	 * Votes in a poll. Where one answer is all that is allowed, another one is taken back
	 * before.
	 * @param message the message with the poll
	 * @param answer the text of the answer
	 * @throws IllegalArgumentException if there is no such answer, or the poll is over
	 */
	public void votes(TestMessage message, String answer) {
		vote(message, answer, true);
	}

	/**
	 * Takes a vote back.
	 * @param message the message with the poll
	 * @param answer the text of the answer
	 */
	public void takesVoteBack(TestMessage message, String answer) {
		vote(message, answer, false);
	}

	private void vote(TestMessage message, String answer, boolean add) {
		this.discord.happen((world) -> world.people()
			.vote(this.user.id(), this.channel.id(), message.id(), answer, add, this.discord.now()));
	}

	/**
	 * Runs a command.
	 * @param command the command and, behind spaces, group and subcommand, with or
	 * without the slash: {@code /ban}, {@code /settings language set}
	 * @param options the options
	 * @return the interaction, to see how the bot answers
	 */
	public TestInteraction runs(String command, Option... options) {
		String[] names = names(command);
		ArrayNode given = Option.nest(names, options);
		return interaction(this.discord
			.make((world) -> world.people().run(this.user.id(), this.channel.id(), names[0], given, asked())));
	}

	/**
	 * Types an option of a command, for which the bot suggests values.
	 * @param command the command, as {@link #runs} has it
	 * @param options the options, of which one is {@linkplain Option#typing being typed}
	 * @return the interaction, to see what the bot suggests
	 */
	public TestInteraction completes(String command, Option... options) {
		String[] names = names(command);
		ArrayNode given = Option.nest(names, options);
		return interaction(this.discord
			.make((world) -> world.people().complete(this.user.id(), this.channel.id(), names[0], given, asked())));
	}

	private static String[] names(String command) {
		return (command.startsWith("/") ? command.substring(1) : command).split(" +");
	}

	/**
	 * Clicks a button.
	 * @param message the message that has it
	 * @param button its label, or its custom id
	 * @return the interaction
	 * @throws AssertionError if the message has no such button, or it is disabled
	 */
	public TestInteraction clicks(TestMessage message, String button) {
		String customId = message.component(button);
		return interaction(this.discord.make((world) -> world.people()
			.use(this.user.id(), this.channel.id(), message.id(), customId, null, asked())));
	}

	/**
	 * Selects something.
	 * @param message the message that has the select menu
	 * @param menu its placeholder, or its custom id
	 * @param values the values that are selected
	 * @return the interaction
	 * @throws AssertionError if the message has no such menu, or it is disabled
	 */
	public TestInteraction selects(TestMessage message, String menu, String... values) {
		String customId = message.component(menu);
		ArrayNode selected = mapper.createArrayNode();
		for (String value : values) {
			selected.add(value);
		}
		return interaction(this.discord.make((world) -> world.people()
			.use(this.user.id(), this.channel.id(), message.id(), customId, selected, asked())));
	}

	/**
	 * Fills the form that an interaction was answered with, and sends it off.
	 * @param form the interaction
	 * @param fields what is filled in, by custom id
	 * @return the new interaction
	 * @throws AssertionError if the interaction was not answered with a form
	 */
	public TestInteraction submits(TestInteraction form, Option... fields) {
		ArrayNode components = form.filled(fields);
		return interaction(
				this.discord.make((world) -> world.people().submit(this.user.id(), form.id(), components, asked())));
	}

	private TestInteraction interaction(String id) {
		return new TestInteraction(this.discord, this.channel, id);
	}

	@Override
	public String toString() {
		return this.user + " in " + this.channel;
	}

}
