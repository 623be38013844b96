package io.discordgateway.test.discord;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Checks what is registered as a command (Application Commands).
 */
final class CommandForm {

	private static final String NAME = "[-_'\\p{L}\\p{N}\\p{IsDevanagari}\\p{IsThai}]{1,32}";

	private static final int CHAT_INPUT = 1;

	private static final int PRIMARY_ENTRY_POINT = 4;

	private static final int LAST_OPTION_TYPE = 11;

	private static final int SUB_COMMAND_GROUP = 2;

	private CommandForm() {
	}

	static void check(Form form) {
		int type = form.number("type", CHAT_INPUT, CHAT_INPUT, PRIMARY_ENTRY_POINT);
		if (type == CHAT_INPUT) {
			name(form);
			form.requiredText("description", 1, 100);
			options(form);
		}
		else {
			form.requiredText("name", 1, 32);
			if (!form.body().path("description").asString("").isEmpty() && type != PRIMARY_ENTRY_POINT) {
				form.error("description", "APPLICATION_COMMAND_INVALID_DESCRIPTION",
						"Context menu commands cannot have description");
			}
		}
	}

	private static void name(Form form) {
		String name = form.requiredText("name", 1, 32);
		if (!name.isEmpty() && (!name.matches(NAME) || !name.equals(name.toLowerCase(Locale.ROOT)))) {
			form.error("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
		}
	}

	private static void options(Form form) {
		Set<String> names = new HashSet<>();
		boolean[] optional = new boolean[1];
		form.each("options", 25, (option, index) -> {
			int type = option.number("type", 0, 1, LAST_OPTION_TYPE);
			if (!option.given("type")) {
				option.errors().required(option.path("type"));
			}
			name(option);
			option.requiredText("description", 1, 100);
			if (!names.add(option.body().path("name").asString(""))) {
				option.error("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
						"Option name already exists for this command");
			}
			if (type > SUB_COMMAND_GROUP) {
				boolean required = option.body().path("required").asBoolean(false);
				if (required && optional[0]) {
					option.error("required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
							"Required options must be placed before non-required options");
				}
				optional[0] |= !required;
			}
			option.each("choices", 25, (choice, number) -> {
				choice.requiredText("name", 1, 100);
				if (!choice.given("value")) {
					choice.errors().required(choice.path("value"));
				}
			});
			options(option);
		});
	}

}
