package io.discordgateway.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Test of a bot's handlers, and of nothing else of the application: the gateway,
 * Discord's API, JSON and the handlers that are named, against a Discord in the same
 * process, which a test method gets as a parameter of type {@link TestDiscord}.
 * <p>
 * Beans of the application that the handlers need are brought by the test, such as with
 * {@code @MockitoBean} or {@code @Import}. For the whole application there is
 * {@link AutoConfigureTestDiscord @AutoConfigureTestDiscord} beside
 * {@code @SpringBootTest}.
 *
 * <pre>{@code
 * &#64;DiscordGatewayTest(PingHandler.class)
 * class PingTests {
 *
 *

&#64;Test
 *     void answersPing(TestDiscord discord) {
 *         var general = discord.guild("Test").channel("general");
 *         discord.user("ada").in(general).says("!ping");
 *         discord.settle();
 *         assertThat(general).lastMessage().fromBot().hasContent("Pong!");
 *     }
 *
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(DiscordGatewayTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(DiscordGatewayTypeExcludeFilter.class)
@AutoConfigureTestDiscord
@ImportAutoConfiguration
public @interface DiscordGatewayTest {

	/**
	 * Returns the handlers.
	 * @return classes of the application's
	 */
	@AliasFor("handlers")
	Class<?>[] value() default {};

	/**
	 * Returns the handlers.
	 * @return classes of the application's
	 */
	@AliasFor("value")
	Class<?>[] handlers() default {};

	/**
	 * Returns properties, before those of the application.
	 * @return properties in the form {@code key=value}
	 */
	String[] properties() default {};

	/**
	 * Returns how many shards Discord recommends.
	 * @return the number
	 */
	@AliasFor(annotation = AutoConfigureTestDiscord.class)
	int shards() default 1;

	/**
	 * Returns how many sessions may be started at once.
	 * @return the number
	 */
	@AliasFor(annotation = AutoConfigureTestDiscord.class)
	int maxConcurrency() default 1;

	/**
	 * Returns whether tasks that Spring schedules go by the test's time.
	 * @return whether {@code @Scheduled} methods wait for {@link TestTime#advance}
	 */
	@AliasFor(annotation = AutoConfigureTestDiscord.class)
	boolean scheduling() default false;

	/**
	 * Returns whether bytes go over sockets on loopback, with the transport that the
	 * application has, in the machine's time. It cannot be moved then:
	 * {@link TestTime#advance} fails, and {@link TestDiscord#settle} waits until all
	 * shards are connected and nothing is on its way.
	 * @return whether the wire is the real one
	 */
	@AliasFor(annotation = AutoConfigureTestDiscord.class)
	boolean sockets() default false;

	/**
	 * Returns what else of the application is there.
	 * @return filters of the component scan
	 */
	Filter[] includeFilters() default {};

	/**
	 * Returns what of it is not there.
	 * @return filters of the component scan
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Returns auto-configurations that are not used.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
