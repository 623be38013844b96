package io.discordgateway.protocol;

import java.net.URI;
import java.util.Arrays;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;

/**
 * What the driver has to do, in the order given.
 *
 * @since 0.1
 */
public sealed interface ShardAction {

	/**
	 * Hands this action to the method that is for it. A new kind of action breaks every
	 * driver at compile time.
	 * @param handler the handler
	 */
	void dispatchTo(ShardActionHandler handler);

	/**
	 * Open a WebSocket. Answer with {@link ShardInput.Opened} or
	 * {@link ShardInput.ConnectFailed}.
	 *
	 * @param connection the connection's number, never used before by this shard
	 * @param url the whole url, with its query
	 */
	record Connect(long connection, URI url) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.connect(this);
		}

	}

	/**
	 * Send one message. {@link #toString()} shows no content, as IDENTIFY and RESUME hold
	 * the token (R40).
	 *
	 * @param connection the connection's number
	 * @param number the number of this payload, which grows over all connections of the
	 * shard
	 * @param opcode the payload's opcode
	 * @param payload the message, at most 4,096 bytes long; not copied, so not to be
	 * changed
	 * @param text whether to send a text message, otherwise a binary one
	 */
	record Send(long connection, long number, GatewayOpcode opcode, byte[] payload,
			boolean text) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.send(this);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Send send && send.connection == this.connection && send.number == this.number
					&& send.opcode == this.opcode && send.text == this.text
					&& Arrays.equals(send.payload, this.payload);
		}

		@Override
		public int hashCode() {
			return 31 * Arrays.hashCode(this.payload) + this.opcode.hashCode();
		}

		@Override
		public String toString() {
			return "Send[connection=" + this.connection + ", number=" + this.number + ", opcode=" + this.opcode + ", "
					+ this.payload.length + " bytes]";
		}

	}

	/**
	 * Send a close frame, let the peer a few seconds to answer it, then drop the socket.
	 * The shard does not wait for either.
	 *
	 * @param connection the connection's number
	 * @param code the close code
	 * @param reason the reason, at most 123 bytes
	 */
	record Close(long connection, CloseCode code, String reason) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.close(this);
		}

	}

	/**
	 * Drop a socket, or cancel an attempt to open one, at once.
	 *
	 * @param connection the connection's number
	 */
	record Abort(long connection) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.abort(this);
		}

	}

	/**
	 * Ask for a permit to identify (R12). Answer with {@link ShardInput.IdentifyGranted}
	 * when the shard's turn is near; until then it opens no connection. A permit is used
	 * when IDENTIFY is sent.
	 *
	 * @param request the number of the request, never used before by this shard
	 * @param shard the shard
	 */
	record RequestIdentify(long request, ShardId shard) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.requestIdentify(this);
		}

	}

	/**
	 * The permit asked for is not needed any more, whether it was given or not.
	 *
	 * @param request the number of the request
	 * @param shard the shard
	 */
	record CancelIdentify(long request, ShardId shard) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.cancelIdentify(this);
		}

	}

	/**
	 * A session began or moved: keep this point for another process if wanted (R23). Not
	 * emitted for each dispatch; those carry their sequence number.
	 *
	 * @param point the resume point
	 */
	record SaveResumePoint(ResumePoint point) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.saveResumePoint(this);
		}

	}

	/** The session is over: forget what was kept of it. */
	record DropResumePoint() implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.dropResumePoint(this);
		}

	}

	/**
	 * Tell the application.
	 *
	 * @param event what happened
	 */
	record Emit(ShardEvent event) implements ShardAction {

		@Override
		public void dispatchTo(ShardActionHandler handler) {
			handler.emit(this);
		}

	}

}
