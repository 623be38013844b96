package io.discordgateway.spring.session;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a file of sessions that another process uses.
 */
class ResumeStoreInUseFailureAnalyzer extends AbstractFailureAnalyzer<ResumeStoreInUseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ResumeStoreInUseException cause) {
		return new FailureAnalysis(
				"The Discord gateway keeps its sessions in " + cause.getFile() + ", and " + cause.getHolder()
						+ " uses that file already. Two processes with the same session would throw each other out.",
				"""
						Do one of these:

						- stop the other process first; its lock goes with it
						- give this process a file of its own: discord.gateway.session.store-file
						- for several processes that run different shards, use a store that they share: \
						discord.gateway.session.store=metadata-store""", cause);
	}

}
