package io.discordgateway.clients;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import net.dv8tion.jda.api.GatewayEncoding;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.JDAInfo;
import net.dv8tion.jda.api.OnlineStatus;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.entities.Activity;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.emoji.Emoji;
import net.dv8tion.jda.api.events.ExceptionEvent;
import net.dv8tion.jda.api.events.guild.voice.GuildVoiceUpdateEvent;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.message.react.MessageReactionAddEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.hooks.VoiceDispatchInterceptor;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.modals.Modal;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestAction;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.utils.ChunkingFilter;
import net.dv8tion.jda.api.utils.Compression;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.MemberCachePolicy;

/**
 * JDA.
 */
final class JdaClient implements Client {

	@Override
	public String name() {
		return "JDA";
	}

	@Override
	public String version() {
		return "%s.%s.%s".formatted(JDAInfo.VERSION_MAJOR, JDAInfo.VERSION_MINOR, JDAInfo.VERSION_REVISION);
	}

	@Override
	public List<Wire> wires() {
		return List.of(Wire.ZLIB, Wire.ETF, Wire.JSON);
	}

	@Override
	public Map<Capability, String> limits() {
		Map<Capability, String> limits = new EnumMap<>(Capability.class);
		limits.put(Capability.ZSTD_STREAM, "It does not know that");
		limits.put(Capability.PAYLOAD_COMPRESSION, "It does not know that");
		return limits;
	}

	@Override
	public Pattern flaws() {
		return Pattern.compile("A heartbeat (before IDENTIFY )?carries .*");
	}

	@Override
	public AutoCloseable start(Task task) {
		ConcurrentSessionController sessions = new ConcurrentSessionController() {
			@Override
			public String getGateway() {
				return task.gateway();
			}
		};
		AtomicInteger missing = new AtomicInteger(task.shards());
		List<JDA> shards = new ArrayList<>();
		for (int shard = 0; shard < task.shards(); shard++) {
			shards.add(JDABuilder.create(task.token(), EnumSet.allOf(GatewayIntent.class))
				.setRestConfig(new RestConfig().setBaseUrl(task.api() + "/"))
				.setSessionController(sessions)
				.setCompression((task.wire() == Wire.JSON) ? Compression.NONE : Compression.ZLIB)
				.setGatewayEncoding((task.wire() == Wire.ETF) ? GatewayEncoding.ETF : GatewayEncoding.JSON)
				.setMemberCachePolicy(MemberCachePolicy.ALL)
				.setChunkingFilter(ChunkingFilter.NONE)
				.setVoiceDispatchInterceptor(new Voice())
				.useSharding(shard, task.shards())
				.addEventListeners(new Bot(task, missing))
				.build());
		}
		return () -> shards.forEach(JDA::shutdownNow);
	}

	/** There is no voice server, and no wish for one. */
	private static final class Voice implements VoiceDispatchInterceptor {

		@Override
		public void onVoiceServerUpdate(VoiceServerUpdate update) {
		}

		@Override
		public boolean onVoiceStateUpdate(VoiceStateUpdate update) {
			return false;
		}

	}

	private static final class Bot extends ListenerAdapter {

		private final Task task;

		private final AtomicInteger missing;

		private Bot(Task task, AtomicInteger missing) {
			this.task = task;
			this.missing = missing;
		}

		private void queue(RestAction<?> action) {
			action.queue(null, this.task::report);
		}

		@Override
		public void onReady(ReadyEvent event) {
			if (this.missing.decrementAndGet() == 0) {
				this.task.report("ready");
			}
		}

		@Override
		public void onException(ExceptionEvent event) {
			this.task.report(event.getCause());
		}

		@Override
		public void onMessageReceived(MessageReceivedEvent event) {
			if (event.getAuthor().isBot()) {
				return;
			}
			Message message = event.getMessage();
			String shard = (this.task.shards() > 1) ? " shard " + event.getJDA().getShardInfo().getShardId() : "";
			this.task.report("message " + event.getAuthor().getName() + ": " + message.getContentRaw() + shard);
			switch (message.getContentRaw()) {
				case "!guilds" -> event.getJDA().getGuilds().forEach(this::describe);
				case "!send" -> queue(event.getChannel().sendMessage("sent"));
				case "!reply" -> queue(message.reply("replied"));
				case "!file" -> queue(event.getChannel()
					.sendFiles(FileUpload.fromData("hello".getBytes(StandardCharsets.UTF_8), "hello.txt")));
				case "!edit" ->
					queue(event.getChannel().sendMessage("before").flatMap((sent) -> sent.editMessage("after")));
				case "!delete" -> queue(event.getChannel().sendMessage("doomed").flatMap(Message::delete));
				case "!react" -> queue(message.addReaction(Emoji.fromUnicode(Stage.thumb())));
				case "!command" -> queue(event.getGuild().upsertCommand("ping", "Answers"));
				case "!commands" -> queue(event.getJDA()
					.updateCommands()
					.addCommands(Commands.slash("defer", "Answers later"), Commands.slash("ask", "Asks back"),
							Commands.slash("form", "Shows a form"), Commands.slash("suggest", "Knows words")
								.addOptions(new OptionData(OptionType.STRING, "word", "A word", true, true))));
				case "!members" -> event.getJDA()
					.getGuildsByName("Large", false)
					.get(0)
					.loadMembers()
					.onSuccess((members) -> this.task.report("members " + members.size()))
					.onError(this.task::report);
				case "!voice" -> event.getJDA()
					.getDirectAudioController()
					.connect(event.getGuild().getVoiceChannelsByName("Lounge", false).get(0));
				case "!presence" ->
					event.getJDA().getPresence().setPresence(OnlineStatus.IDLE, Activity.playing("chess"));
				default -> {
				}
			}
		}

		private void describe(Guild guild) {
			this.task.report("guild " + guild.getName() + " members=" + guild.getMemberCount() + " channels="
					+ guild.getChannels().size());
		}

		@Override
		public void onMessageReactionAdd(MessageReactionAddEvent event) {
			this.task.report("reaction " + event.getEmoji().getName() + " by " + event.getUser().getName());
		}

		@Override
		public void onGuildVoiceUpdate(GuildVoiceUpdateEvent event) {
			this.task.report("voice " + event.getChannelJoined().getName());
		}

		@Override
		public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
			switch (event.getName()) {
				case "ping" -> queue(event.reply("pong"));
				case "defer" -> queue(event.deferReply()
					.flatMap((hook) -> hook.editOriginal("done"))
					.flatMap((message) -> event.getHook().sendMessage("and more")));
				case "ask" -> queue(event.reply("Well?").setComponents(ActionRow.of(Button.primary("yes", "Yes"))));
				case "form" -> queue(event.replyModal(Modal.create("why", "Why?")
					.addComponents(Label.of("Reason", TextInput.of("reason", TextInputStyle.SHORT)))
					.build()));
				default -> {
				}
			}
		}

		@Override
		public void onButtonInteraction(ButtonInteractionEvent event) {
			queue(event.reply("clicked"));
		}

		@Override
		public void onModalInteraction(ModalInteractionEvent event) {
			queue(event.reply(event.getValue("reason").getAsString()));
		}

		@Override
		public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
			queue(event.replyChoiceStrings("alpha"));
		}

	}

}
