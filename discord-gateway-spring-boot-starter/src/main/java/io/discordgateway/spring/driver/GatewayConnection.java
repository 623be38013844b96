package io.discordgateway.spring.driver;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.spring.transport.Failures;
import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a shard, from the attempt to its end, as the shard sees it: what the
 * transport tells becomes an input with the connection's number. Once it was given up it
 * says nothing more (R43).
 */
final class GatewayConnection implements GatewayTransport.Listener {

	/*
	 * With the first payload that cannot be sent the transport is at its end: the
	 * protocol takes back that one and those behind it.
	 */

	private static final CompletableFuture<Void> NOT_HELD = CompletableFuture.completedFuture(null);

	private final ShardDriver driver;

	private final long number;

	private final GatewayTransport.Connection connection;

	/* Touched by what the transport tells of sends only. */
	private boolean broken;

	private volatile boolean givenUp;

	GatewayConnection(ShardDriver driver, GatewayTransport transport, long number) {
		this.driver = driver;
		this.number = number;
		this.connection = transport.newConnection(this);
	}

	long number() {
		return this.number;
	}

	/**
	 * Connects, unless it was too late for that before it began. May block until then.
	 */
	void open(URI url) {
		if (!this.givenUp) {
			this.connection.open(url);
		}
	}

	/** Sends when all that was given before is sent, and tells the driver how it went. */
	void send(ShardAction.Send action) {
		this.connection.send(action.payload(), action.text(), (failure) -> {
			if (failure != null && !this.broken) {
				this.broken = true;
				this.driver.post(new ShardInput.SendFailed(this.number, Failures.describe(failure), action.number()));
			}
			this.driver.given(action);
		});
	}

	/**
	 * Does something when all that was given before is sent; never if it could not be.
	 * @param task what to do; it may not block
	 */
	void afterSends(Runnable task) {
		this.connection.afterSends(task);
	}

	/**
	 * Gives the connection up and closes it, when what was given to it is sent. From now
	 * on nothing of it reaches the shard.
	 * @param code what is sent with the close frame, if it comes to that
	 * @param reason likewise
	 * @return completes when the close frame was sent, or could not be
	 */
	CompletableFuture<Void> giveUp(int code, String reason) {
		this.givenUp = true;
		return this.connection.close(code, reason);
	}

	boolean isGivenUp() {
		return this.givenUp;
	}

	private void post(ShardInput input) {
		if (!this.givenUp) {
			this.driver.post(input);
		}
	}

	@Override
	public void opened() {
		post(new ShardInput.Opened(this.number));
	}

	@Override
	public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
		post(new ShardInput.ConnectFailed(this.number, reason, httpStatus, retryAfter));
	}

	@Override
	public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
		return this.givenUp ? NOT_HELD : this.driver.received(this, chunk, text, last);
	}

	@Override
	public void caughtUp() {
		this.driver.caughtUp();
	}

	@Override
	public void closed(@Nullable Integer code, String reason) {
		post(new ShardInput.Closed(this.number, code, reason));
	}

}
