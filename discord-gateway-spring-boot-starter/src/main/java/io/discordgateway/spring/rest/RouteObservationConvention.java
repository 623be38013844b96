package io.discordgateway.spring.rest;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.ClientRequestObservationConvention;

/**
 * Names calls of Discord's API by their route in metrics and traces: urls of interactions
 * and webhooks hold their tokens (R40), and ids are too many for a metric.
 */
class RouteObservationConvention implements ClientRequestObservationConvention {

	private final DiscordApi api;

	private final ClientRequestObservationConvention delegate;

	RouteObservationConvention(DiscordApi api, ClientRequestObservationConvention delegate) {
		this.api = api;
		this.delegate = delegate;
	}

	@Override
	public @Nullable String getName() {
		return this.delegate.getName();
	}

	@Override
	public @Nullable String getContextualName(ClientRequestObservationContext context) {
		return this.delegate.getContextualName(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ClientRequestObservationContext context) {
		return byRoute(this.delegate.getLowCardinalityKeyValues(context), context);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ClientRequestObservationContext context) {
		return byRoute(this.delegate.getHighCardinalityKeyValues(context), context);
	}

	private KeyValues byRoute(KeyValues values, ClientRequestObservationContext context) {
		ClientHttpRequest request = context.getCarrier();
		Route route = (request != null) ? this.api.route(request) : null;
		return (route != null) ? KeyValues.of(values, KeyValue::getKey, (value) -> byRoute(value, route)) : values;
	}

	private String byRoute(KeyValue value, Route route) {
		String secret = route.secret();
		return switch (value.getKey()) {
			case "uri" -> route.path();
			case "http.url" -> this.api.base() + route.path();
			default -> (secret != null) ? value.getValue().replace(secret, ":token") : value.getValue();
		};
	}

}
