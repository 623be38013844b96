package io.discordgateway.session;

import java.time.Instant;

import io.discordgateway.shard.ShardId;

/**
 * {@link ResumeStore} that several processes may share, as it knows whose a session is: a
 * RESUME ends whatever connection the session had, so two processes that held one would
 * take it from each other without end (R49). Each write of an owner compares and sets, so
 * that of two processes one has the session, and the other learns it with its next write.
 * <p>
 * Ownership is a lease: it ends by itself when the owner does not renew it. Times are of
 * the processes' wall clocks, which may differ by as much as a caller adds to a lease of
 * others before it takes it for over.
 *
 * @since 0.1
 */
public interface SharedResumeStore extends ResumeStore {

	/**
	 * Takes the session of a shard, unless another process owns it.
	 * @param applicationId the bot's application id
	 * @param shard the shard, with the total that it was numbered for
	 * @param owner who wants it
	 * @param now the time: an ownership that ended before it is over
	 * @param until when the new ownership is to end
	 * @return how it stands now: of {@code owner}, in a new epoch and with the session
	 * that was saved last, or of the process that owns it
	 */
	SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until);

	/**
	 * Saves the session of an owner, renews the ownership or lets it go. When this method
	 * has returned {@code true}, that survives the process.
	 * @param applicationId the bot's application id
	 * @param claim what is to be kept, of the owner and epoch that {@link #claim} gave
	 * @return {@code false} if nothing was saved because the session has another owner,
	 * or another epoch: this one is lost
	 */
	boolean save(String applicationId, SessionClaim claim);

}
