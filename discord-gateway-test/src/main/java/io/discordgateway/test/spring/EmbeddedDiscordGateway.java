package io.discordgateway.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a {@link io.discordgateway.test.LocalGateway} before the test's application
 * context, registers it as the bean {@code localGateway}, and points
 * {@code discord.gateway.api-base-url} and {@code discord.gateway.token} at it. It is
 * closed with the context.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EmbeddedDiscordGateway {

	/**
	 * Returns the number of shards that the API recommends.
	 * @return the number
	 */
	int shards() default 1;

	/**
	 * Returns how many sessions may be started at once.
	 * @return the number
	 */
	int maxConcurrency() default 1;

	/**
	 * Returns the time in which each bucket may identify once.
	 * @return the time in milliseconds
	 */
	long identifyWindowMillis() default 5000;

	/**
	 * Returns the heartbeat interval.
	 * @return the interval in milliseconds
	 */
	long heartbeatIntervalMillis() default 41_250;

	/**
	 * Returns the rate of lively traffic.
	 * @return recorded events per second, 0 for no traffic
	 */
	double eventsPerSecond() default 0;

}
