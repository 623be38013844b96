package io.discordgateway.spring.session;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a folder that cannot be written to.
 */
class ResumeStoreNotWritableFailureAnalyzer extends AbstractFailureAnalyzer<ResumeStoreNotWritableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ResumeStoreNotWritableException cause) {
		return new FailureAnalysis(
				"The Discord gateway is to keep its sessions in " + cause.getFile()
						+ ", but this process cannot write to that folder: " + cause.getCause() + ".",
				"""
						Do one of these:

						- set discord.gateway.session.store-file to a file in a folder that this process may write to, \
						and that outlives it (in a container, one of a volume)
						- let the user that runs this process write to the folder
						- set discord.gateway.session.store to 'metadata-store' or 'none'""", cause);
	}

}
