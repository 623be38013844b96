package io.discordgateway.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Test that is run again and again while things go wrong: before what people do,
 * connections are dropped, closed, corrupted or asked to reconnect, attempts to connect
 * and calls of the API are refused. None of it loses an event, and
 * {@link TestDiscord#settle()} moves the time until all is well again; so a bot that
 * depends on no moment of time passes. What goes wrong follows from a seed.
 * <p>
 * A seed that fails is reduced: the method, without those around it, is run again without
 * one fault after the other, and the failure names the fewest with which it fails.
 *
 * @since 0.1
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(ChaosExtension.class)
public @interface ChaosTest {

	/**
	 * Returns how many seeds are tried.
	 * @return the number
	 */
	int seeds() default 20;

	/**
	 * Returns the first seed.
	 * @return the seed; the others follow it
	 */
	long first() default 1;

}
