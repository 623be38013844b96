package io.discordgateway.spring;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DecodeException;
import io.discordgateway.model.LeftOut;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.ResolvableType;

/**
 * One event that Discord dispatched to a shard. Listeners may ask for the payload
 * ({@code @EventListener void on(MessageCreate message)}), for the event with a payload's
 * type ({@code DispatchEvent<MessageCreate>}), or for every event
 * ({@code DispatchEvent<?>}). The payload is decoded when it is first asked for, and at
 * most once.
 *
 * @param <T> the type of the payload
 * @since 0.1
 */
public class DispatchEvent<T> extends PayloadApplicationEvent<T> {

	private static final long serialVersionUID = 1L;

	/* Stands in the superclass for the payload until getPayload() is asked. */
	private static final Object UNDECODED = new Object();

	private final ShardId shard;

	private final transient ShardEvent.Dispatched dispatched;

	private final transient ResolvableType type;

	private final transient BiFunction<RawPayload, LeftOut, ? extends T> decoder;

	/* Set before what was decoded is. There is one per event: no object for "nothing". */
	private transient @Nullable LeftOut leftOut;

	private transient volatile @Nullable T decoded;

	/**
	 * Makes an event of no session.
	 * @param source the gateway, or whatever stands for it in a test
	 * @param shard the shard that the event came on
	 * @param name the event's name on the wire, such as {@code MESSAGE_CREATE}
	 * @param sequence the event's number in its session
	 * @param replayed whether the event was replayed by a resume
	 * @param raw the payload as it came
	 * @param type the event's own type: {@code DispatchEvent} of the payload's type
	 * @param decoder turns the payload as it came into an object
	 */
	public DispatchEvent(Object source, ShardId shard, String name, long sequence, boolean replayed, RawPayload raw,
			ResolvableType type, Function<RawPayload, ? extends T> decoder) {
		this(source, shard, new ShardEvent.Dispatched(name, sequence, replayed, raw), type,
				(payload, leftOut) -> decoder.apply(payload));
	}

	/**
	 * Makes an event of what a shard dispatched.
	 * @param source the gateway
	 * @param shard the shard
	 * @param dispatched what it dispatched
	 * @param type the event's own type: {@code DispatchEvent} of the payload's type
	 * @param decoder turns the payload as it came into an object, and says what it left
	 * out
	 */
	@SuppressWarnings("unchecked")
	protected DispatchEvent(Object source, ShardId shard, ShardEvent.Dispatched dispatched, ResolvableType type,
			BiFunction<RawPayload, LeftOut, ? extends T> decoder) {
		super(source, (T) UNDECODED, type.getGeneric());
		this.shard = shard;
		this.dispatched = dispatched;
		this.type = type;
		this.decoder = decoder;
	}

	@Override
	public ResolvableType getResolvableType() {
		return this.type;
	}

	/**
	 * Returns the payload. The first call decodes it.
	 * @return the payload
	 * @throws UndecodablePayloadException if the payload does not fit its type;
	 * {@link #rawJson()} still shows it
	 */
	@Override
	public T getPayload() {
		T payload = this.decoded;
		if (payload == null) {
			synchronized (this.dispatched) {
				payload = this.decoded;
				if (payload == null) {
					payload = decode();
					this.decoded = payload;
				}
			}
		}
		return payload;
	}

	private T decode() {
		LeftOut leftOut = new LeftOut();
		try {
			T payload = this.decoder.apply(this.dispatched.payload(), leftOut);
			this.leftOut = leftOut.isEmpty() ? null : leftOut;
			return payload;
		}
		catch (DecodeException ex) {
			String problem = Objects.requireNonNullElse(ex.getMessage(), "it has another form");
			throw new UndecodablePayloadException(name(), sequence(), problem);
		}
		catch (RuntimeException ex) {
			throw new UndecodablePayloadException(name(), sequence(), ex.getClass().getSimpleName());
		}
	}

	/**
	 * Returns what is not in the payload, though it came, as it was of another kind than
	 * Discord documents (R46). Decodes the payload, if nobody has done that yet.
	 * @return what was left out, without the values; {@link #rawJson()} has them
	 * @throws UndecodablePayloadException if the payload does not decode at all
	 */
	public LeftOut leftOut() {
		getPayload();
		LeftOut leftOut = this.leftOut;
		return (leftOut != null) ? leftOut : new LeftOut();
	}

	/**
	 * Returns the event's name.
	 * @return the name on the wire, such as {@code MESSAGE_CREATE}
	 */
	public String name() {
		return this.dispatched.name();
	}

	/**
	 * Returns the shard that the event came on.
	 * @return the shard
	 */
	public ShardId shard() {
		return this.shard;
	}

	/**
	 * Returns the event's number in its session.
	 * @return the sequence number, growing within one session
	 */
	public long sequence() {
		return this.dispatched.sequence();
	}

	/**
	 * Returns what tells this event from every other of the bot, and is the same when the
	 * event is replayed: a listener that keeps the ids it has seen handles no event
	 * twice.
	 * @return a short text without a secret, made of the session and the sequence number
	 */
	public String id() {
		return sessionTag() + "-" + sequence();
	}

	/**
	 * Lets a listener finish later than it returns. The event is done, and will not be
	 * replayed to a later process, when all acknowledgments that were asked for are given
	 * and all listeners have returned. The lane's next event does not wait for that. An
	 * acknowledgment that is not given in
	 * {@code discord.gateway.dispatch.acknowledge-timeout} fails, and the error names the
	 * method that called this one.
	 * @return the acknowledgment to complete, once
	 * @throws IllegalStateException if the listeners have returned already, so that
	 * nothing can be put off
	 */
	public DispatchAcknowledgment defer() {
		String by = StackWalker.getInstance()
			.walk((frames) -> frames.skip(1).findFirst())
			.map(StackWalker.StackFrame::toStackTraceElement)
			.map(StackTraceElement::toString)
			.orElse("an unknown method");
		return newAcknowledgment(by);
	}

	/**
	 * Returns what stands for the session in {@link #id()}: not the session id, as that
	 * is worth half a credential.
	 * @return a short text
	 */
	protected String sessionTag() {
		return "none";
	}

	/**
	 * Makes an acknowledgment. Of an event that a test publishes by itself nobody waits
	 * for one.
	 * @param by the method that asks for it, for people
	 * @return the acknowledgment
	 */
	protected DispatchAcknowledgment newAcknowledgment(String by) {
		return Unobserved.INSTANCE;
	}

	/**
	 * Returns whether the event was missed at first and came with a resume (R17, R44).
	 * @return whether the event was replayed
	 */
	public boolean isReplayed() {
		return this.dispatched.replayed();
	}

	/**
	 * Returns whether the event is an interaction that came with a resume and too late to
	 * be answered (R50). With {@code discord.gateway.dispatch.stale-interactions=skip} no
	 * such event is delivered.
	 * @return whether the event is stale; always {@code false} of one that a test
	 * publishes by itself
	 */
	public boolean isStale() {
		return false;
	}

	/**
	 * Returns how often the shard's session had changed hands when the event came: a
	 * number that grows each time that a process takes the shard over, so that what is
	 * written with a lower one than before comes from a process that has lost it, and can
	 * be refused (R49).
	 * @return the epoch, from 1; 0 without a store that processes share, and of an event
	 * that a test publishes by itself. Epochs of one shard and total can be compared,
	 * others not
	 */
	public long epoch() {
		return 0;
	}

	/**
	 * Returns what the shard dispatched.
	 * @return the event as the core has it
	 */
	protected ShardEvent.Dispatched dispatched() {
		return this.dispatched;
	}

	/**
	 * Returns the payload as JSON: as Discord sent it, or translated if the connection is
	 * in ETF.
	 * @return the JSON of {@code d}
	 */
	public String rawJson() {
		return this.dispatched.payload().toJson();
	}

	/**
	 * Returns the payload as Discord sent it, with its encoding.
	 * @return the bytes of {@code d}
	 */
	public RawPayload rawPayload() {
		return this.dispatched.payload();
	}

	/**
	 * Returns how large the payload is, without making anything of it.
	 * @return the number of bytes of {@code d}, as Discord sent it and inflated
	 */
	public int payloadSize() {
		return this.dispatched.data().length;
	}

	@Override
	public String toString() {
		return "DispatchEvent[" + name() + " " + sequence() + " on shard " + this.shard
				+ (isReplayed() ? ", replayed" : "") + (isStale() ? ", stale" : "") + ", " + payloadSize() + " bytes]";
	}

	private enum Unobserved implements DispatchAcknowledgment {

		INSTANCE;

		@Override
		public void acknowledge() {
			// Nobody waits for it.
		}

		@Override
		public void fail(Throwable failure) {
			// Nobody waits for it.
		}

	}

}
