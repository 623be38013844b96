package io.discordgateway.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Makes the contexts of {@link DiscordGatewayTest @DiscordGatewayTest}.
 */
class DiscordGatewayTestContextBootstrapper extends TestSliceTestContextBootstrapper<DiscordGatewayTest> {

}
