package io.discordgateway.protocol;

import java.net.URI;

import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;

/**
 * What belongs to one session; the sequence moves with each dispatch.
 */
final class Session {

	final String id;

	final URI resumeUrl;

	long sequence;

	Session(String id, URI resumeUrl, long sequence) {
		this.id = id;
		this.resumeUrl = resumeUrl;
		this.sequence = sequence;
	}

	static Session of(ResumePoint point, URI resumeUrl) {
		return new Session(point.sessionId(), resumeUrl, point.sequence());
	}

	ResumePoint resumePoint(ShardId shard) {
		return new ResumePoint(this.id, this.resumeUrl, this.sequence, shard);
	}

}
