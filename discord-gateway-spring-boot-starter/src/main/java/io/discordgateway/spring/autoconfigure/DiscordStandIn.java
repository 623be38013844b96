package io.discordgateway.spring.autoconfigure;

import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.spring.driver.GatewayTime;
import io.discordgateway.spring.rest.RateLimitTime;
import io.discordgateway.spring.transport.GatewayTransport;

import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * What stands in for Discord, the network and the clocks. A bean of this type, of which
 * there is none but in tests, is used in place of all of them.
 *
 * @since 0.1
 */
@Internal
public interface DiscordStandIn {

	/**
	 * Returns what carries the gateway's bytes.
	 * @param network what carries them where nothing stands in
	 * @return makes the transport
	 */
	GatewayTransport.Factory transports(Supplier<GatewayTransport.Factory> network);

	/**
	 * Returns what carries the requests to Discord's API.
	 * @return makes the requests
	 */
	ClientHttpRequestFactory requests();

	/**
	 * Returns the time that the gateway runs by.
	 * @return the time
	 */
	GatewayTime time();

	/**
	 * Returns the time that the API's limits go by.
	 * @return the time
	 */
	RateLimitTime limits();

}
