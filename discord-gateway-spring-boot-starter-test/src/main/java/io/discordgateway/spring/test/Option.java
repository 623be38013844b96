package io.discordgateway.spring.test;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Option of a command, or field of a form.
 *
 * @since 0.1
 */
public final class Option {

	private static final int SUB_COMMAND = 1;

	private static final int SUB_COMMAND_GROUP = 2;

	private final String name;

	private final Object value;

	private final int type;

	private final boolean focused;

	private Option(String name, Object value, int type, boolean focused) {
		this.name = name;
		this.value = value;
		this.type = type;
		this.focused = focused;
	}

	/**
	 * Makes an option.
	 * @param name its name, or the custom id of a field
	 * @param value a text
	 * @return the option
	 */
	public static Option option(String name, String value) {
		return new Option(name, value, 3, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param value a whole number
	 * @return the option
	 */
	public static Option option(String name, long value) {
		return new Option(name, value, 4, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param value yes or no
	 * @return the option
	 */
	public static Option option(String name, boolean value) {
		return new Option(name, value, 5, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param value a number
	 * @return the option
	 */
	public static Option option(String name, double value) {
		return new Option(name, value, 10, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param user a user
	 * @return the option
	 */
	public static Option option(String name, TestUser user) {
		return new Option(name, user.id(), 6, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param channel a channel
	 * @return the option
	 */
	public static Option option(String name, TestChannel channel) {
		return new Option(name, channel.id(), 7, false);
	}

	/**
	 * Makes an option.
	 * @param name its name
	 * @param role a role
	 * @return the option
	 */
	public static Option option(String name, TestRole role) {
		return new Option(name, role.id(), 8, false);
	}

	/**
	 * Makes the option that is being typed.
	 * @param name its name
	 * @param text what is there so far
	 * @return the option
	 */
	public static Option typing(String name, String text) {
		return new Option(name, text, 3, true);
	}

	String name() {
		return this.name;
	}

	String text() {
		return String.valueOf(this.value);
	}

	private ObjectNode json() {
		ObjectNode json = JsonMapper.shared().createObjectNode().put("name", this.name).put("type", this.type);
		json.putPOJO("value", this.value);
		if (this.focused) {
			json.put("focused", true);
		}
		return (ObjectNode) JsonMapper.shared().readTree(json.toString());
	}

	/** The options as an event has them, within group and subcommand. */
	static ArrayNode nest(String[] names, Option[] options) {
		ArrayNode list = JsonMapper.shared().createArrayNode();
		for (Option option : options) {
			list.add(option.json());
		}
		for (int i = names.length - 1; i > 0; i--) {
			ObjectNode outer = JsonMapper.shared()
				.createObjectNode()
				.put("name", names[i])
				.put("type", (i == names.length - 1) ? SUB_COMMAND : SUB_COMMAND_GROUP);
			outer.set("options", list);
			list = JsonMapper.shared().createArrayNode().add(outer);
		}
		return list;
	}

}
