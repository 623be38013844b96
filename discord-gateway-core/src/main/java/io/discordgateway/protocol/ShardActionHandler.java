package io.discordgateway.protocol;

/**
 * One method for each kind of {@link ShardAction}; a driver implements all of them. A
 * failure is not thrown from here but goes back to the shard as a {@link ShardInput}.
 *
 * @since 0.1
 */
public interface ShardActionHandler {

	/**
	 * Opens a WebSocket.
	 * @param action the action
	 */
	void connect(ShardAction.Connect action);

	/**
	 * Sends one message.
	 * @param action the action
	 */
	void send(ShardAction.Send action);

	/**
	 * Closes a connection.
	 * @param action the action
	 */
	void close(ShardAction.Close action);

	/**
	 * Drops a connection.
	 * @param action the action
	 */
	void abort(ShardAction.Abort action);

	/**
	 * Asks for a permit to identify.
	 * @param action the action
	 */
	void requestIdentify(ShardAction.RequestIdentify action);

	/**
	 * Gives a permit back.
	 * @param action the action
	 */
	void cancelIdentify(ShardAction.CancelIdentify action);

	/**
	 * Keeps a resume point.
	 * @param action the action
	 */
	void saveResumePoint(ShardAction.SaveResumePoint action);

	/**
	 * Forgets the resume point that was kept.
	 * @param action the action
	 */
	void dropResumePoint(ShardAction.DropResumePoint action);

	/**
	 * Tells the application.
	 * @param action the action
	 */
	void emit(ShardAction.Emit action);

}
