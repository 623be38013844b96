package io.discordgateway.clients;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import discord4j.common.GitProperties;
import discord4j.common.util.Snowflake;
import discord4j.core.DiscordClient;
import discord4j.core.DiscordClientBuilder;
import discord4j.core.GatewayDiscordClient;
import discord4j.core.event.domain.Event;
import discord4j.core.event.domain.VoiceStateUpdateEvent;
import discord4j.core.event.domain.guild.GuildCreateEvent;
import discord4j.core.event.domain.interaction.ButtonInteractionEvent;
import discord4j.core.event.domain.interaction.ChatInputAutoCompleteEvent;
import discord4j.core.event.domain.interaction.ChatInputInteractionEvent;
import discord4j.core.event.domain.interaction.ModalSubmitInteractionEvent;
import discord4j.core.event.domain.lifecycle.ReadyEvent;
import discord4j.core.event.domain.message.MessageCreateEvent;
import discord4j.core.event.domain.message.ReactionAddEvent;
import discord4j.core.object.component.ActionRow;
import discord4j.core.object.component.Button;
import discord4j.core.object.component.TextInput;
import discord4j.core.object.emoji.Emoji;
import discord4j.core.object.entity.Guild;
import discord4j.core.object.entity.Message;
import discord4j.core.object.entity.User;
import discord4j.core.object.entity.channel.GuildChannel;
import discord4j.core.object.entity.channel.VoiceChannel;
import discord4j.core.object.presence.ClientActivity;
import discord4j.core.object.presence.ClientPresence;
import discord4j.core.shard.MemberRequestFilter;
import discord4j.core.shard.ShardingStrategy;
import discord4j.core.spec.MessageCreateFields;
import discord4j.core.spec.MessageCreateSpec;
import discord4j.discordjson.json.ApplicationCommandOptionChoiceData;
import discord4j.discordjson.json.ApplicationCommandOptionData;
import discord4j.discordjson.json.ApplicationCommandRequest;
import discord4j.discordjson.json.MessageReferenceData;
import discord4j.gateway.intent.IntentSet;
import discord4j.rest.request.RouterOptions;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Discord4J.
 */
final class Discord4jClient implements Client {

	private static final int GUILDS = 2;

	@Override
	public String name() {
		return "Discord4J";
	}

	@Override
	public String version() {
		return GitProperties.getProperties().getProperty(GitProperties.APPLICATION_VERSION);
	}

	@Override
	public List<Wire> wires() {
		return List.of(Wire.ZLIB);
	}

	@Override
	public Map<Capability, String> limits() {
		Map<Capability, String> limits = new EnumMap<>(Capability.class);
		limits.put(Capability.UNCOMPRESSED, "It always asks for `zlib-stream`");
		limits.put(Capability.ZSTD_STREAM, "It always asks for `zlib-stream`");
		limits.put(Capability.PAYLOAD_COMPRESSION, "It always asks for `zlib-stream`");
		limits.put(Capability.ETF, "It speaks JSON only");
		limits.put(Capability.CLOSE, "It identifies again after each close code from 4000 on");
		return limits;
	}

	@Override
	public Pattern flaws() {
		return Pattern.compile("A heartbeat (before IDENTIFY )?carries .*");
	}

	@Override
	public AutoCloseable start(Task task) {
		DiscordClient client = DiscordClientBuilder.create(task.token())
			.setExtraOptions((options) -> new RouterOptions(options.getToken(), options.getReactorResources(),
					options.getExchangeStrategies(), options.getResponseTransformers(), options.getGlobalRateLimiter(),
					options.getRequestQueueFactory(), task.api()))
			.build();
		Bot bot = new Bot(task);
		Mono<GatewayDiscordClient> login = client.gateway()
			.setSharding(ShardingStrategy.fixed(task.shards()))
			.setEnabledIntents(IntentSet.all())
			.setMemberRequestFilter(MemberRequestFilter.none())
			.withEventDispatcher((events) -> events.on(Event.class)
				.flatMap((event) -> Flux.defer(() -> bot.on(event)).then().onErrorResume((error) -> {
					task.report(error);
					return Mono.empty();
				})))
			.login();
		Mono<GatewayDiscordClient> running = login.cache();
		running.subscribe(null, task::report);
		return () -> running.flatMap(GatewayDiscordClient::logout).subscribe(null, task::report);
	}

	private static final class Bot {

		private final Task task;

		private final AtomicInteger missing;

		private Bot(Task task) {
			this.task = task;
			this.missing = new AtomicInteger(task.shards() + GUILDS);
		}

		private Publisher<?> on(Event event) {
			if (event instanceof ReadyEvent || event instanceof GuildCreateEvent) {
				if (this.missing.decrementAndGet() == 0) {
					this.task.report("ready");
				}
			}
			else if (event instanceof MessageCreateEvent created) {
				return on(created);
			}
			else if (event instanceof ReactionAddEvent reaction) {
				return reaction.getUser()
					.doOnNext((user) -> this.task
						.report("reaction " + reaction.getEmoji().asUnicodeEmoji().orElseThrow().getRaw() + " by "
								+ user.getUsername()));
			}
			else if (event instanceof VoiceStateUpdateEvent voice) {
				return voice.getCurrent()
					.getChannel()
					.doOnNext((channel) -> this.task.report("voice " + channel.getName()));
			}
			else if (event instanceof ChatInputInteractionEvent command) {
				return on(command);
			}
			else if (event instanceof ButtonInteractionEvent button) {
				return button.reply("clicked");
			}
			else if (event instanceof ModalSubmitInteractionEvent modal) {
				return modal.reply(modal.getComponents(TextInput.class).get(0).getValue().orElseThrow());
			}
			else if (event instanceof ChatInputAutoCompleteEvent typed) {
				return typed.respondWithSuggestions(
						List.of(ApplicationCommandOptionChoiceData.builder().name("alpha").value("alpha").build()));
			}
			return Mono.empty();
		}

		private Publisher<?> on(MessageCreateEvent event) {
			Message message = event.getMessage();
			// An answer to an interaction is a webhook's, and has no author here.
			User author = message.getAuthor().orElse(null);
			if (author == null || author.isBot()) {
				return Mono.empty();
			}
			String shard = (this.task.shards() > 1) ? " shard " + event.getShardInfo().getIndex() : "";
			this.task.report("message " + author.getUsername() + ": " + message.getContent() + shard);
			return switch (message.getContent()) {
				case "!guilds" -> event.getClient().getGuilds().flatMap(this::describe);
				case "!send" -> send(message, "sent");
				case "!reply" -> message.getChannel()
					.flatMap((channel) -> channel.createMessage("replied")
						.withMessageReference(
								MessageReferenceData.builder().messageId(message.getId().asLong()).build()));
				case "!file" -> message.getChannel()
					.flatMap((channel) -> channel.createMessage(MessageCreateSpec.builder()
						.addFile(MessageCreateFields.File.of("hello.txt",
								new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8))))
						.build()));
				case "!edit" -> send(message, "before").flatMap((sent) -> sent.edit().withContentOrNull("after"));
				case "!delete" -> send(message, "doomed").flatMap(Message::delete);
				case "!react" -> message.addReaction(Emoji.unicode(Stage.thumb()));
				case "!command" -> registerOne(event);
				case "!commands" -> registerAll(event.getClient());
				case "!members" -> event.getClient()
					.getGuilds()
					.filter((guild) -> guild.getName().equals("Large"))
					.flatMap((guild) -> event.getClient().requestMembers(guild.getId()))
					.count()
					.doOnNext((count) -> this.task.report("members " + count));
				case "!voice" -> event.getGuild()
					.flatMapMany(Guild::getChannels)
					.ofType(VoiceChannel.class)
					.flatMap((channel) -> channel.sendConnectVoiceState(false, false));
				case "!presence" ->
					event.getClient().updatePresence(ClientPresence.idle(ClientActivity.playing("chess")));
				default -> Mono.empty();
			};
		}

		private static Mono<Message> send(Message message, String text) {
			return message.getChannel().flatMap((channel) -> channel.createMessage(text));
		}

		private Mono<Long> describe(Guild guild) {
			return guild.getChannels()
				.map(GuildChannel::getId)
				.count()
				.doOnNext((channels) -> this.task.report(
						"guild " + guild.getName() + " members=" + guild.getMemberCount() + " channels=" + channels));
		}

		private static Publisher<?> registerOne(MessageCreateEvent event) {
			GatewayDiscordClient client = event.getClient();
			return client.getRestClient()
				.getApplicationService()
				.createGuildApplicationCommand(client.getSelfId().asLong(),
						event.getGuildId().map(Snowflake::asLong).orElseThrow(), command("ping"));
		}

		private static Publisher<?> registerAll(GatewayDiscordClient client) {
			ApplicationCommandRequest suggest = ApplicationCommandRequest.builder()
				.from(command("suggest"))
				.addOption(ApplicationCommandOptionData.builder()
					.type(3)
					.name("word")
					.description("A word")
					.required(true)
					.autocomplete(true)
					.build())
				.build();
			return client.getRestClient()
				.getApplicationService()
				.bulkOverwriteGlobalApplicationCommand(client.getSelfId().asLong(),
						List.of(command("defer"), command("ask"), command("form"), suggest));
		}

		private static ApplicationCommandRequest command(String name) {
			return ApplicationCommandRequest.builder().name(name).description("A command").build();
		}

		private static Publisher<?> on(ChatInputInteractionEvent event) {
			return switch (event.getCommandName()) {
				case "ping" -> event.reply("pong");
				case "defer" -> event.deferReply().then(event.editReply("done")).then(event.createFollowup("and more"));
				case "ask" -> event.reply("Well?").withComponents(ActionRow.of(Button.primary("yes", "Yes")));
				case "form" ->
					event.presentModal("Why?", "why", List.of(ActionRow.of(TextInput.small("reason", "Reason"))));
				default -> Mono.empty();
			};
		}

	}

}
