package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about an API that a SOCKS proxy does not lead to.
 */
class SocksProxyFailureAnalyzer extends AbstractFailureAnalyzer<SocksProxyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SocksProxyException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				Do one of these:

				- set discord.gateway.proxy.type to 'http', if there is such a proxy, too
				- add '%s' to discord.gateway.proxy.non-proxy-hosts (a list that | divides), so that the API is called \
				without a proxy and only the gateway is connected to over it""".formatted(cause.getApiHost()), cause);
	}

}
