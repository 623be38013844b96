package io.discordgateway.spring.e2e;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.integration.metadata.SimpleMetadataStore;

/**
 * A store that hangs when it is told to, until its context is closed: as a database does
 * whose host is gone, and interrupts do not help.
 */
final class HangingStore implements SharedResumeStore, DisposableBean {

	/** Whether stores hang from their beginning. */
	static volatile boolean fromTheBeginning;

	private final SharedResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicInteger held = new AtomicInteger();

	private volatile boolean hanging = fromTheBeginning;

	void hang() {
		this.hanging = true;
	}

	/** Whether a call hangs. */
	boolean isHolding() {
		return this.held.get() > 0;
	}

	private SharedResumeStore store() {
		while (this.hanging && this.end.getCount() > 0) {
			this.held.incrementAndGet();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				// As a socket that is read does, it goes on waiting.
				continue;
			}
		}
		return this.store;
	}

	@Override
	public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
		return store().claim(applicationId, shard, owner, now, until);
	}

	@Override
	public boolean save(String applicationId, SessionClaim claim) {
		return store().save(applicationId, claim);
	}

	@Override
	public @Nullable KeptSession load(String applicationId, ShardId shard) {
		return store().load(applicationId, shard);
	}

	@Override
	public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
		return store().loadIdentifies(applicationId, now);
	}

	@Override
	public void save(String applicationId, ResumeChanges changes) {
		store().save(applicationId, changes);
	}

	@Override
	public void destroy() {
		this.end.countDown();
	}

}
