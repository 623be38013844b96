package io.discordgateway.spring;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

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
public final class DispatchEvent<T> extends PayloadApplicationEvent<T> {

	private static final long serialVersionUID = 1L;

	/* Stands in the superclass for the payload until getPayload() is asked. */
	private static final Object UNDECODED = new Object();

	private final ShardId shard;

	private final String name;

	private final long sequence;

	private final boolean replayed;

	private final byte[] json;

	private final transient ResolvableType type;

	private final transient Function<byte[], ? extends T> decoder;

	private transient volatile @Nullable T decoded;

	/**
	 * Makes an event.
	 * @param source the gateway, or whatever stands for it in a test
	 * @param shard the shard that the event came on
	 * @param name the event's name on the wire, such as {@code MESSAGE_CREATE}
	 * @param sequence the event's number in its session
	 * @param replayed whether the event was replayed by a resume
	 * @param json the payload as it came; not copied
	 * @param type the event's own type: {@code DispatchEvent} of the payload's type
	 * @param decoder turns the payload as it came into an object
	 */
	@SuppressWarnings("unchecked")
	public DispatchEvent(Object source, ShardId shard, String name, long sequence, boolean replayed, byte[] json,
			ResolvableType type, Function<byte[], ? extends T> decoder) {
		super(source, (T) UNDECODED, type.getGeneric());
		this.shard = shard;
		this.name = name;
		this.sequence = sequence;
		this.replayed = replayed;
		this.json = json;
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
	 * @throws RuntimeException if the payload does not fit its type; {@link #rawJson()}
	 * still shows it
	 */
	@Override
	public T getPayload() {
		T payload = this.decoded;
		if (payload == null) {
			synchronized (this.json) {
				payload = this.decoded;
				if (payload == null) {
					payload = this.decoder.apply(this.json);
					this.decoded = payload;
				}
			}
		}
		return payload;
	}

	/**
	 * Returns the event's name.
	 * @return the name on the wire, such as {@code MESSAGE_CREATE}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the event's name, for expressions such as {@code #event.name}.
	 * @return the same as {@link #name()}
	 */
	public String getName() {
		return this.name;
	}

	/**
	 * Returns the shard that the event came on.
	 * @return the shard
	 */
	public ShardId shard() {
		return this.shard;
	}

	/**
	 * Returns the shard that the event came on, for expressions such as
	 * {@code #event.shard}.
	 * @return the same as {@link #shard()}
	 */
	public ShardId getShard() {
		return this.shard;
	}

	/**
	 * Returns the event's number in its session.
	 * @return the sequence number, growing within one session
	 */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Returns the event's number in its session, for expressions such as
	 * {@code #event.sequence}.
	 * @return the same as {@link #sequence()}
	 */
	public long getSequence() {
		return this.sequence;
	}

	/**
	 * Returns whether the event was missed at first and came with a resume (R17, R44).
	 * @return whether the event was replayed
	 */
	public boolean isReplayed() {
		return this.replayed;
	}

	/**
	 * Returns the payload as Discord sent it.
	 * @return the JSON of {@code d}
	 */
	public String rawJson() {
		return new String(this.json, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "DispatchEvent[" + this.name + " " + this.sequence + " on shard " + this.shard
				+ (this.replayed ? ", replayed" : "") + ", " + this.json.length + " bytes]";
	}

}
