package io.discordgateway.test.discord;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.DiscordFault.Instead;
import io.discordgateway.test.discord.DiscordFault.Moment;
import io.discordgateway.test.discord.UpgradeRequest.Objection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Discord's end of one WebSocket connection: checks what the client sends as Discord
 * does, answers it, and sends what its session has for it.
 */
final class Connection {

	/** Gateway &gt; Sending Events: larger payloads are a decode error. */
	private static final int MAX_PAYLOAD = 4096;

	/** How long a client may take to answer a close frame. */
	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

	private final Discord discord;

	private final long id;

	private final UpgradeRequest request;

	private final PayloadLimit limit = new PayloadLimit();

	@Nullable Session session;

	/** The shard that it identified or resumed as. */
	@Nullable ShardId shard;

	/** What it sends of its session. */
	private @Nullable Playback playback;

	private final Outgoing outgoing;

	private long interval;

	private long lastHeartbeat;

	/** Whether a number may be of a session that the client had on this connection. */
	private boolean mayKnowANumber;

	/** What a heartbeat carried before there was a session, or {@code null}. */
	private @Nullable Long earlySequence;

	private boolean writable = true;

	private boolean stalled;

	private boolean closing;

	private boolean closeTold;

	Connection(Discord discord, long id, UpgradeRequest request) {
		this.discord = discord;
		this.id = id;
		this.request = request;
		this.outgoing = new Outgoing(discord, this);
	}

	long id() {
		return this.id;
	}

	boolean stalled() {
		return this.stalled;
	}

	boolean closing() {
		return this.closing;
	}

	/** Whether anything can be sent now. */
	boolean takesMore() {
		return this.writable && !this.closing && !this.stalled;
	}

	/** Greets the client. */
	void open() {
		Objection objection = this.request.objection();
		if (objection != null) {
			violate(objection);
			return;
		}
		Duration wanted = this.discord.circumstances().heartbeatInterval(this.id);
		this.interval = wanted.toNanos();
		this.lastHeartbeat = this.discord.now();
		Instead instead = this.discord.rules().insteadOf(Moment.HELLO, this);
		if (instead != null) {
			replace(instead);
			return;
		}
		send(Payload.control(Payload.HELLO, "{\"heartbeat_interval\":" + wanted.toMillis() + "}"));
		checkHeartbeatAfter(patience());
	}

	private void replace(Instead instead) {
		switch (instead) {
			case SILENCE -> {
			}
			case DROP, HALF_A_REPLAY -> drop();
			case RECONNECT -> reconnect();
			case INVALID -> invalidate(false);
			case INVALID_RESUMABLE -> invalidate(true);
		}
	}

	private long patience() {
		return this.interval * 3 / 2 + this.discord.settings().heartbeatGrace.toNanos();
	}

	private void checkHeartbeatAfter(long nanos) {
		this.discord.after(Duration.ofNanos(nanos), this::checkHeartbeat);
	}

	private void checkHeartbeat() {
		if (this.closing || !this.discord.has(this)) {
			return;
		}
		long left = this.lastHeartbeat + patience() - this.discord.now();
		if (this.stalled) {
			// This side does not read, so nothing can be said of the client.
			checkHeartbeatAfter(patience());
		}
		else if (left > 0) {
			checkHeartbeatAfter(left);
		}
		else {
			violate(GatewayCloseCode.UNKNOWN_ERROR, "No heartbeat for one and a half intervals");
		}
	}

	// What the client does

	void receive(boolean text, byte[] message) {
		if (this.closing) {
			return;
		}
		if (text == this.request.format().etf()) {
			violate(GatewayCloseCode.DECODE_ERROR,
					"A " + (text ? "text" : "binary") + " message was sent on a " + encoding() + " connection");
			return;
		}
		if (!this.limit.take(this.discord.now())) {
			violate(GatewayCloseCode.RATE_LIMITED, "More than 120 payloads were sent in 60 s");
			return;
		}
		if (message.length > MAX_PAYLOAD) {
			violate(GatewayCloseCode.DECODE_ERROR,
					"A payload of " + message.length + " bytes was sent, 4096 are allowed");
			return;
		}
		JsonNode payload;
		try {
			payload = text ? Json.read(message) : EtfReader.read(ByteBuffer.wrap(message));
		}
		catch (IllegalArgumentException ex) {
			violate(GatewayCloseCode.DECODE_ERROR, "A payload is not " + encoding() + ": " + ex.getMessage());
			return;
		}
		if (!payload.path("op").isInt()) {
			violate(GatewayCloseCode.DECODE_ERROR, "A payload has no opcode");
			return;
		}
		receive(payload, () -> text ? new String(message, StandardCharsets.UTF_8) : payload.toString());
	}

	private String encoding() {
		return this.request.format().etf() ? "ETF" : "JSON";
	}

	private void receive(JsonNode payload, Supplier<String> text) {
		int code = payload.path("op").asInt();
		this.discord.listener().received(this.id, code, text);
		GatewayOpcode opcode = GatewayOpcode.of(code);
		if (opcode == null) {
			violate(GatewayCloseCode.UNKNOWN_OPCODE, "Opcode " + code + " does not exist");
			return;
		}
		JsonNode data = payload.path("d");
		switch (opcode) {
			case HEARTBEAT -> heartbeat(data);
			case IDENTIFY -> identify(data, text);
			case RESUME -> resume(new Resume(data));
			case PRESENCE_UPDATE, VOICE_STATE_UPDATE, REQUEST_GUILD_MEMBERS, REQUEST_SOUNDBOARD_SOUNDS,
					REQUEST_CHANNEL_INFO ->
				command(opcode, data);
			default -> violate(GatewayCloseCode.UNKNOWN_OPCODE, "Opcode " + code + " is not for clients to send");
		}
	}

	private void heartbeat(JsonNode data) {
		if (!data.isNull() && !data.isIntegralNumber()) {
			violate(GatewayCloseCode.DECODE_ERROR, "A heartbeat carries neither a sequence number nor null");
			return;
		}
		this.lastHeartbeat = this.discord.now();
		checkSequence(data);
		if (this.discord.rules().acknowledge(this)) {
			this.discord.afterOrNow(this.discord.rules().acknowledgmentDelay(this),
					() -> control(Payload.control(Payload.HEARTBEAT_ACK, "null")));
		}
	}

	/*
	 * What Discord does about a wrong number is not documented, and clients with wrong
	 * ones are known to have gone unnoticed for long; so they are told, and live (R6).
	 */
	private void checkSequence(JsonNode data) {
		Long told = data.canConvertToLong() ? Long.valueOf(data.asLong()) : null;
		Playback current = this.playback;
		if (current == null) {
			this.earlySequence = told;
			return;
		}
		if (data.isNull() && current.isResumed()) {
			violates("A heartbeat of a session that was resumed carries null");
		}
		else if (!data.isNull() && (told == null || told < 1 || told > current.sent())) {
			violates("A heartbeat carries the sequence number " + data + ", which was never sent on its session");
		}
	}

	/* For what a connection is not closed. */
	private void violates(String what) {
		this.discord.listener().violated(this.id, null, what);
	}

	private void identify(JsonNode data, Supplier<String> text) {
		Identify identify = new Identify(data);
		boolean accepted = accepts(identify);
		this.discord.listener().identified(this.id, identify.shard(), identify.intents(), accepted, text);
		if (accepted) {
			begin(identify);
		}
	}

	private boolean accepts(Identify identify) {
		if (this.session != null) {
			return violate(GatewayCloseCode.ALREADY_AUTHENTICATED, "IDENTIFY was sent on a session");
		}
		Objection objection = identify.objection(this.discord.settings(),
				WireFormat.PLAIN.equals(this.request.format()));
		if (objection != null) {
			return violate(objection);
		}
		int most = this.discord.settings().guildsPerShard;
		if (most != Integer.MAX_VALUE && this.discord.sessions().guilds(identify.shard()).size() > most) {
			return violate(GatewayCloseCode.SHARDING_REQUIRED,
					"Shard " + identify.shard() + " would have more than " + most + " guilds");
		}
		if (this.discord.refusesIdentify()) {
			return refuse(this.discord.identifyRefusalCode());
		}
		SessionStarts starts = this.discord.starts();
		if (!starts.takeTurn(identify.shard(), this.discord.now())) {
			violates("IDENTIFY came too soon: bucket " + identify.shard().id() % this.discord.settings().maxConcurrency
					+ " takes one per " + this.discord.settings().identifyWindow);
			invalidSession(false);
			return false;
		}
		this.discord.listener().sessionStartSpent(this.id, starts.left(this.discord.now()));
		if (!starts.spend(this.discord.now())) {
			return violate(GatewayCloseCode.AUTHENTICATION_FAILED,
					"IDENTIFY was sent though no session start was left");
		}
		return true;
	}

	private boolean refuse(@Nullable Integer code) {
		if (code != null) {
			close(code, "Refused on demand");
		}
		else {
			invalidSession(false);
		}
		return false;
	}

	private void begin(Identify identify) {
		if (this.earlySequence != null && !this.mayKnowANumber) {
			violates("A heartbeat before IDENTIFY carries " + this.earlySequence
					+ ": the number of a session that is over, or of none");
		}
		this.mayKnowANumber = true;
		this.shard = identify.shard();
		Session begun = this.discord.sessions().begin(identify, this);
		this.session = begun;
		this.playback = Playback.begin(this.discord, this, begun);
		if (identify.compresses()) {
			this.discord.act(new DiscordAction.CompressPayloads(this.id));
		}
		String resumeUrl = this.discord.circumstances().resumeUrl(begun.shard());
		this.discord.listener().sessionBegun(begun.snapshot(), this.id, resumeUrl);
		this.discord.afterOrNow(this.discord.circumstances().readyDelay(), () -> {
			Instead instead = this.discord.rules().insteadOf(Moment.READY, this);
			if (this.session == begun && instead == null) {
				this.discord.sessions().ready(begun, resumeUrl);
			}
			else if (this.session == begun && instead != null) {
				replace(instead);
			}
		});
	}

	private void resume(Resume resume) {
		this.mayKnowANumber = true;
		boolean lost = this.session == null && isLost(resume.sessionId());
		Session found = lost ? null : findToResume(resume);
		long replayed = (found != null) ? found.last() - resume.sequence() : 0;
		this.discord.listener().resumed(this.id, resume.sessionId(), resume.sequence(), found != null, replayed);
		if (found != null) {
			resume(found, resume.sequence());
		}
	}

	/* What somebody wants to come in place of an answer, whatever it would be. */
	private boolean isLost(String sessionId) {
		Session named = this.discord.sessions().find(sessionId);
		this.shard = (named != null) ? named.shard() : null;
		Instead instead = this.discord.rules().insteadOf(Moment.RESUMED, this);
		if (instead == null || instead == Instead.HALF_A_REPLAY) {
			return false;
		}
		if (named != null && instead == Instead.INVALID) {
			this.discord.sessions().end(named, "Discord declared it invalid");
		}
		replace(instead);
		return true;
	}

	private void resume(Session found, long sequence) {
		this.discord.sessions().attach(found, this);
		found.leaptTo = 0;
		this.session = found;
		Playback replay = Playback.resume(this.discord, this, found, sequence);
		this.playback = replay;
		if (this.discord.rules().insteadOf(Moment.RESUMED, this) == Instead.HALF_A_REPLAY) {
			replay.breakHalfway();
		}
		pump();
		this.discord.afterOrNow(this.discord.circumstances().resumedDelay(), () -> {
			if (this.playback == replay) {
				replay.resumed();
				pump();
			}
		});
	}

	private @Nullable Session findToResume(Resume resume) {
		if (this.session != null) {
			violate(GatewayCloseCode.ALREADY_AUTHENTICATED, "RESUME was sent on a session");
			return null;
		}
		Objection objection = resume.objection(this.discord.settings());
		if (objection != null) {
			violate(objection);
			return null;
		}
		long sequence = resume.sequence();
		Session found = this.discord.sessions().find(resume.sessionId());
		if (found != null && (sequence < 0 || sequence > found.last())) {
			this.discord.sessions().end(found, "the client resumed at a number that was never sent");
			refuseSequence(found, sequence);
			return null;
		}
		if (found != null && sequence + 1 < found.first()) {
			this.discord.sessions()
				.end(found, "its replay buffer holds no more than " + (found.last() - found.first() + 1) + " events, "
						+ (found.last() - sequence) + " were missed");
			found = null;
		}
		if (found == null) {
			Integer code = this.discord.circumstances().closeForUnknownSession();
			if (code != null) {
				close(code, "The session is not there");
			}
			else {
				invalidSession(false);
			}
		}
		return found;
	}

	/* Who was told a wrong number cannot know better. */
	private void refuseSequence(Session found, long sequence) {
		if (sequence == found.leaptTo) {
			close(GatewayCloseCode.INVALID_SEQ.code(), "The sequence number is none of the session's");
		}
		else {
			violate(GatewayCloseCode.INVALID_SEQ, "RESUME has a sequence number that was never sent");
		}
	}

	private void command(GatewayOpcode opcode, JsonNode data) {
		Session current = this.session;
		if (current == null) {
			violate(GatewayCloseCode.NOT_AUTHENTICATED, opcode + " was sent before IDENTIFY");
		}
		else if (CommandPayload.objection(opcode, data) != null) {
			violate(GatewayCloseCode.DECODE_ERROR, opcode + ": " + CommandPayload.objection(opcode, data));
		}
		else {
			DiscordWorld.Answer answer = this.discord.world()
				.answer(current.snapshot(), opcode, data, this.discord.instant());
			for (Dispatch event : answer.events()) {
				boolean unused = this.discord.sessions().append(current, event);
			}
			pump();
			if (answer.violation() != null) {
				violates(answer.violation());
			}
		}
	}

	void closeReceived(@Nullable Integer code, String reason) {
		tellClose(true, code, reason);
		Session current = this.session;
		if (!this.closing) {
			if (current != null && code != null && Closing.givesSessionUp(code)) {
				this.discord.sessions().end(current, "the client closed it with " + code);
			}
			detach();
			this.closing = true;
			this.discord.act(new DiscordAction.Close(this.id, code, "", false));
		}
		this.discord.act(new DiscordAction.End(this.id));
	}

	void dropped() {
		tellClose(true, null, "");
		detach();
		this.closing = true;
	}

	// What is sent

	void writable(boolean writable) {
		this.writable = writable;
		pump();
	}

	/** Sends what the session has for this connection. */
	void pump() {
		Playback current = this.playback;
		if (current != null && !this.closing && !this.stalled) {
			current.pump();
		}
	}

	void leap(DiscordFault.Leap leap) {
		Playback current = this.playback;
		if (current != null && !this.stalled) {
			current.leap(leap);
		}
	}

	/** Sends a payload that belongs to no session. */
	void control(Payload payload) {
		if (!this.stalled) {
			send(payload);
		}
	}

	void send(Payload payload) {
		this.outgoing.send(payload);
	}

	void corruptNext() {
		this.outgoing.corruptNext();
	}

	private void invalidSession(boolean resumable) {
		control(Payload.control(Payload.INVALID_SESSION, String.valueOf(resumable)));
	}

	/** Asks the client to reconnect, and closes if it does not (R16). */
	void reconnect() {
		control(Payload.control(Payload.RECONNECT, "null"));
		this.discord.after(this.discord.settings().reconnectPatience, () -> {
			if (this.discord.has(this) && !this.stalled) {
				close(GatewayCloseCode.UNKNOWN_ERROR.code(), "The client was asked to reconnect");
			}
		});
	}

	/** Takes the session away; the client has to resume or identify. */
	void invalidate(boolean resumable) {
		Session current = this.session;
		detach();
		invalidSession(resumable);
		if (current != null && !resumable) {
			this.discord.sessions().end(current, "Discord declared it invalid");
		}
	}

	void raw(boolean text, byte[] message) {
		if (!this.closing) {
			this.discord.listener().sentRaw(this.id, message);
			this.discord.act(new DiscordAction.SendRaw(this.id, text, message));
		}
	}

	/** Stops reading and writing and leaves the socket open, or goes on. */
	void stall(boolean stall) {
		if (this.stalled == stall) {
			return;
		}
		this.stalled = stall;
		this.discord.act(new DiscordAction.Read(this.id, !stall));
		if (!stall) {
			this.lastHeartbeat = this.discord.now();
			this.outgoing.release();
			pump();
		}
	}

	void heal() {
		stall(false);
		this.outgoing.corruptNothing();
	}

	/** How it is at the moment. */
	OpenConnection snapshot() {
		Session current = this.session;
		return new OpenConnection(this.id, this.request.format(), this.shard, (current != null) ? current.id() : null,
				this.stalled);
	}

	void halfClose() {
		this.discord.act(new DiscordAction.HalfClose(this.id));
	}

	/** Resets the socket. */
	void drop() {
		tellClose(false, null, "dropped");
		detach();
		this.closing = true;
		this.discord.act(new DiscordAction.Reset(this.id));
		this.discord.remove(this);
	}

	private boolean violate(GatewayCloseCode code, String what) {
		return violate(new Objection(code, what));
	}

	/* Closes the connection for what the client did. */
	private boolean violate(Objection objection) {
		int code = objection.code().code();
		this.discord.listener().violated(this.id, code, objection.what());
		close(code, objection.what());
		return false;
	}

	/** Closes the connection, with what the code means for its session (R18). */
	void close(int code, String reason) {
		if (this.closing) {
			return;
		}
		tellClose(false, code, reason);
		Session current = this.session;
		detach();
		this.closing = true;
		this.discord.act(new DiscordAction.Close(this.id, code, reason, Closing.endsSession(code)));
		if (current != null && Closing.endsSession(code)) {
			this.discord.sessions().end(current, "Discord closed with " + code);
		}
		this.discord.after(CLOSE_PATIENCE, () -> {
			if (this.discord.has(this)) {
				this.discord.act(new DiscordAction.End(this.id));
			}
		});
	}

	private void detach() {
		if (this.session != null) {
			this.discord.sessions().detach(this.session, this);
			forgetSession();
		}
	}

	/** Forgets the session without a word to it, which goes on from here. */
	void forgetSession() {
		this.session = null;
		this.playback = null;
	}

	private void tellClose(boolean byClient, @Nullable Integer code, String reason) {
		if (!this.closeTold) {
			this.closeTold = true;
			this.discord.listener().closed(this.id, byClient, code, reason);
		}
	}

}
