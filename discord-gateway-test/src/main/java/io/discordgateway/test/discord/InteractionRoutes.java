package io.discordgateway.test.discord;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers to interactions (Receiving and Responding).
 */
final class InteractionRoutes {

	private static final int PONG = 1;

	private static final int MESSAGE = 4;

	private static final int DEFERRED_MESSAGE = 5;

	private static final int DEFERRED_UPDATE = 6;

	private static final int UPDATE = 7;

	private static final int CHOICES = 8;

	private static final int MODAL = 9;

	private static final int PREMIUM = 10;

	private static final int ACTIVITY = 12;

	private static final int MAX_CHOICES = 25;

	private static final Set<Integer> ALL = Set.of(PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES,
			MODAL, PREMIUM, ACTIVITY);

	private final World world;

	private final Interactions interactions;

	private final InteractionMessages messages;

	InteractionRoutes(World world, Interactions interactions, InteractionMessages messages) {
		this.world = world;
		this.interactions = interactions;
		this.messages = messages;
	}

	void addTo(Router router) {
		router.post("/interactions/{interaction}/{interactionToken}/callback", this::callback)
			.open()
			.outsideGlobalLimit()
			.unlimited();
	}

	private RestResponse callback(Call call) {
		Interaction interaction = this.interactions.byToken(call.path("interactionToken"));
		if (interaction == null || !interaction.id().equals(call.path("interaction"))) {
			throw ApiError.UNKNOWN_INTERACTION.exception();
		}
		JsonNode body = call.body();
		int type = checkedType(body, interaction);
		if (interaction.answered()) {
			throw ApiError.ALREADY_ACKNOWLEDGED.exception();
		}
		if (interaction.isTooLate(call.now())) {
			throw ApiError.UNKNOWN_INTERACTION.exception();
		}
		StoredMessage message = switch (type) {
			case MESSAGE -> this.messages.answer(interaction,
					MessageForm.forCreation(data(body), call.files(), call.now()), call.now());
			case DEFERRED_MESSAGE -> this.messages.defer(interaction, data(body), call.now());
			case UPDATE -> this.messages.update(interaction, data(body), call.files(), call.now());
			case DEFERRED_UPDATE -> this.messages.source(interaction);
			default -> null;
		};
		checkResult(type, body);
		interaction.answered(type, (type == CHOICES || type == MODAL) ? data(body).deepCopy() : null);
		return call.flag("with_response") ? RestResponse.ok(response(interaction, type, message))
				: RestResponse.noContent();
	}

	private static int checkedType(JsonNode body, Interaction interaction) {
		Form form = Form.of(body);
		int type = form.number("type", 0, 0, 100);
		if (!form.given("type")) {
			form.errors().required("type");
		}
		else if (!ALL.contains(type) || !fits(type, interaction)) {
			form.error("type", "BASE_TYPE_CHOICES",
					"This type of answer is not for an interaction of type " + interaction.type() + ".");
		}
		form.check();
		return type;
	}

	private static boolean fits(int type, Interaction interaction) {
		boolean completes = interaction.type() == Interaction.AUTOCOMPLETE;
		return switch (type) {
			case UPDATE, DEFERRED_UPDATE -> interaction.type() == Interaction.COMPONENT
					|| interaction.type() == Interaction.MODAL_SUBMIT && !interaction.sourceId().isEmpty();
			case CHOICES -> completes;
			case MODAL -> !completes && interaction.type() != Interaction.MODAL_SUBMIT;
			default -> !completes;
		};
	}

	private static ObjectNode data(JsonNode body) {
		return body.path("data").isObject() ? (ObjectNode) body.path("data") : Json.object();
	}

	private static void checkResult(int type, JsonNode body) {
		Form data = new Form(data(body), "data", new FormErrors());
		if (type == CHOICES) {
			data.each("choices", MAX_CHOICES, (choice, index) -> {
				choice.requiredText("name", 1, 100);
				if (!choice.given("value")) {
					choice.errors().required(choice.path("value"));
				}
			});
		}
		if (type == MODAL) {
			data.requiredText("custom_id", 1, 100);
			data.requiredText("title", 1, 45);
			if (data.body().path("components").isEmpty()) {
				data.errors().required("data.components");
			}
			data.each("components", 5, (component, index) -> component.number("type", 0, 1, 23));
		}
		data.check();
	}

	private ObjectNode response(Interaction interaction, int type, @Nullable StoredMessage message) {
		ObjectNode response = Json.object();
		ObjectNode about = response.putObject("interaction")
			.put("id", interaction.id())
			.put("type", interaction.type());
		boolean wrote = type == MESSAGE || type == DEFERRED_MESSAGE;
		if (message != null) {
			about.put("response_message_id", message.id())
				.put("response_message_loading", type == DEFERRED_MESSAGE)
				.put("response_message_ephemeral", message.ephemeral());
		}
		ObjectNode resource = response.putObject("resource").put("type", type);
		if (message != null && (wrote || type == UPDATE)) {
			resource.set("message", message.object(this.world.botId()));
		}
		return response;
	}

}
