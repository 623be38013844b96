package io.discordgateway.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Puts a Discord in the same process in the place of the real one, whatever the
 * application sets and whatever beans it has for that: no other host is reached. A test
 * method gets it as a parameter of type {@link TestDiscord}.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@ExtendWith({ SpringExtension.class, TestDiscordExtension.class })
@PropertyMapping("discord.gateway.test")
public @interface AutoConfigureTestDiscord {

	/**
	 * Returns how many shards Discord recommends.
	 * @return the number
	 */
	int shards() default 1;

	/**
	 * Returns how many sessions may be started at once.
	 * @return the number
	 */
	int maxConcurrency() default 1;

	/**
	 * Returns whether tasks that Spring schedules go by the test's time.
	 * @return whether {@code @Scheduled} methods wait for {@link TestTime#advance}
	 */
	boolean scheduling() default false;

	/**
	 * Returns whether bytes go over sockets on loopback, with the transport that the
	 * application has, in the machine's time. It cannot be moved then:
	 * {@link TestTime#advance} fails, and {@link TestDiscord#settle} waits until all
	 * shards are connected and nothing is on its way.
	 * @return whether the wire is the real one
	 */
	boolean sockets() default false;

}
