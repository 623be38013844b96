package io.discordgateway.clients;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

import org.javacord.api.DiscordApi;
import org.javacord.api.DiscordApiBuilder;
import org.javacord.api.Javacord;
import org.javacord.api.entity.activity.ActivityType;
import org.javacord.api.entity.message.Message;
import org.javacord.api.entity.message.MessageBuilder;
import org.javacord.api.entity.message.component.ActionRow;
import org.javacord.api.entity.message.component.Button;
import org.javacord.api.entity.message.component.TextInput;
import org.javacord.api.entity.message.component.TextInputStyle;
import org.javacord.api.entity.server.Server;
import org.javacord.api.entity.server.ServerUpdater;
import org.javacord.api.entity.user.UserStatus;
import org.javacord.api.event.message.MessageCreateEvent;
import org.javacord.api.interaction.SlashCommand;
import org.javacord.api.interaction.SlashCommandBuilder;
import org.javacord.api.interaction.SlashCommandInteraction;
import org.javacord.api.interaction.SlashCommandOption;
import org.javacord.api.interaction.SlashCommandOptionChoice;

/**
 * Javacord. Its address of the API is a constant, so it is given a proxy.
 */
final class JavacordClient implements Client {

	@Override
	public String name() {
		return "Javacord";
	}

	@Override
	public String version() {
		return Javacord.VERSION;
	}

	@Override
	public List<Wire> wires() {
		return List.of(Wire.PAYLOAD);
	}

	@Override
	public Map<Capability, String> limits() {
		Map<Capability, String> limits = new EnumMap<>(Capability.class);
		limits.put(Capability.UNCOMPRESSED, "It always asks for payload compression");
		limits.put(Capability.ZLIB_STREAM, "It always asks for payload compression");
		limits.put(Capability.ZSTD_STREAM, "It always asks for payload compression");
		limits.put(Capability.ETF, "It speaks JSON only");
		limits.put(Capability.PRESENCE,
				"It sends activities as `game`, which Discord no longer takes since version 8 of its API");
		return limits;
	}

	@Override
	public Pattern flaws() {
		return Pattern.compile("A heartbeat (before IDENTIFY )?carries .*");
	}

	@Override
	public AutoCloseable start(Task task) throws Exception {
		DiscordProxy proxy = new DiscordProxy(task.api());
		List<CompletableFuture<DiscordApi>> logins = new DiscordApiBuilder().setToken(task.token())
			.setProxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())))
			.setTrustAllCertificates(true)
			.setShutdownHookRegistrationEnabled(false)
			.setAllIntents()
			.setWaitForUsersOnStartup(true)
			.setTotalShards(task.shards())
			.loginAllShards();
		CompletableFuture<Void> ready = CompletableFuture.allOf(logins.toArray(CompletableFuture[]::new));
		CompletableFuture<Void> reported = ready.whenComplete((nothing, error) -> {
			if (error != null) {
				task.report(error);
				return;
			}
			logins.forEach((login) -> new Bot(task, login.join()).listen());
			task.report("ready");
		});
		return () -> {
			reported.cancel(false);
			for (CompletableFuture<DiscordApi> login : logins) {
				if (login.isDone() && !login.isCompletedExceptionally()) {
					end(login.join());
				}
			}
			proxy.close();
		};
	}

	private static void end(DiscordApi api) {
		try {
			api.disconnect().join();
		}
		catch (RejectedExecutionException ex) {
			// It has ended by itself, as it does when it could not log in.
		}
	}

	private record Bot(Task task, DiscordApi api) {

		void listen() {
			this.api.addMessageCreateListener(this::on);
			this.api.addReactionAddListener((event) -> event.requestUser()
				.thenAccept((user) -> this.task
					.report("reaction " + event.getEmoji().asUnicodeEmoji().orElseThrow() + " by " + user.getName()))
				.exceptionally(this::failed));
			this.api.addServerVoiceChannelMemberJoinListener(
					(event) -> this.task.report("voice " + event.getChannel().getName()));
			this.api.addSlashCommandCreateListener((event) -> watch(answer(event.getSlashCommandInteraction())));
			this.api.addButtonClickListener((event) -> watch(
					event.getButtonInteraction().createImmediateResponder().setContent("clicked").respond()));
			this.api.addModalSubmitListener((event) -> watch(event.getModalInteraction()
				.createImmediateResponder()
				.setContent(event.getModalInteraction().getTextInputValueByCustomId("reason").orElseThrow())
				.respond()));
			this.api.addAutocompleteCreateListener((event) -> watch(event.getAutocompleteInteraction()
				.respondWithChoices(List.of(SlashCommandOptionChoice.create("alpha", "alpha")))));
		}

		private void watch(CompletableFuture<?> future) {
			CompletableFuture<?> unused = future.exceptionally(this::failed);
		}

		private <T> T failed(Throwable error) {
			this.task.report(error);
			return null;
		}

		private void on(MessageCreateEvent event) {
			if (event.getMessageAuthor().isBotUser()) {
				return;
			}
			Message message = event.getMessage();
			String shard = (this.task.shards() > 1) ? " shard " + this.api.getCurrentShard() : "";
			this.task.report("message " + event.getMessageAuthor().getName() + ": " + message.getContent() + shard);
			try {
				watch(obey(event, message));
			}
			catch (RuntimeException ex) {
				this.task.report(ex);
			}
		}

		private CompletableFuture<?> obey(MessageCreateEvent event, Message message) {
			return switch (message.getContent()) {
				case "!guilds" -> CompletableFuture.runAsync(() -> this.api.getServers().forEach(this::describe));
				case "!send" -> event.getChannel().sendMessage("sent");
				case "!reply" -> message.reply("replied");
				case "!file" ->
					new MessageBuilder().addAttachment("hello".getBytes(StandardCharsets.UTF_8), "hello.txt")
						.send(event.getChannel());
				case "!edit" -> event.getChannel().sendMessage("before").thenCompose((sent) -> sent.edit("after"));
				case "!delete" -> event.getChannel().sendMessage("doomed").thenCompose(Message::delete);
				case "!react" -> message.addReaction(Stage.thumb());
				case "!command" ->
					SlashCommand.with("ping", "Answers").createForServer(event.getServer().orElseThrow());
				case "!commands" -> this.api.bulkOverwriteGlobalApplicationCommands(commands());
				case "!members" -> CompletableFuture
					.runAsync(() -> this.task.report("members " + server("Large").getMembers().size()));
				case "!voice" -> new ServerUpdater(server("Small"))
					.setVoiceChannel(this.api.getYourself(), server("Small").getVoiceChannels().get(0))
					.update();
				case "!presence" -> CompletableFuture.runAsync(() -> {
					this.api.updateStatus(UserStatus.IDLE);
					this.api.updateActivity(ActivityType.PLAYING, "chess");
				});
				default -> CompletableFuture.completedFuture(null);
			};
		}

		private Server server(String name) {
			return this.api.getServersByName(name).iterator().next();
		}

		private void describe(Server server) {
			this.task.report("guild " + server.getName() + " members=" + server.getMemberCount() + " channels="
					+ server.getChannels().size());
		}

		private static Set<SlashCommandBuilder> commands() {
			Set<SlashCommandBuilder> commands = new LinkedHashSet<>();
			commands.add(SlashCommand.with("defer", "Answers later"));
			commands.add(SlashCommand.with("ask", "Asks back"));
			commands.add(SlashCommand.with("form", "Shows a form"));
			commands.add(SlashCommand.with("suggest", "Knows words",
					List.of(SlashCommandOption.createStringOption("word", "A word", true, true))));
			return commands;
		}

		private static CompletableFuture<?> answer(SlashCommandInteraction command) {
			return switch (command.getCommandName()) {
				case "ping" -> command.createImmediateResponder().setContent("pong").respond();
				case "defer" -> command.respondLater()
					.thenCompose((later) -> later.setContent("done").update())
					.thenCompose((done) -> command.createFollowupMessageBuilder().setContent("and more").send());
				case "ask" -> command.createImmediateResponder()
					.setContent("Well?")
					.addComponents(ActionRow.of(Button.primary("yes", "Yes")))
					.respond();
				case "form" -> command.respondWithModal("why", "Why?",
						ActionRow.of(TextInput.create(TextInputStyle.SHORT, "reason", "Reason")));
				default -> CompletableFuture.completedFuture(null);
			};
		}

	}

}
