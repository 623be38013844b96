package io.discordgateway.spring.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NettyIo}: without its native transports, and with them
 * ({@code -Pnetty-native}).
 */
class NettyIoTests {

	@Test
	@DisabledIf("nativeIsThere")
	void withoutLibrariesTheJdksIsTaken() {
		assertThat(NettyIo.available().name()).isEqualTo("nio");
	}

	@Test
	@EnabledIf("nativeIsThere")
	void librariesOfTheMachineAreTaken() {
		assertThat(NettyIo.available().name()).isIn("io_uring", "epoll");
	}

	static boolean nativeIsThere() {
		return NettyIoTests.class.getResource("/META-INF/native/libnetty_transport_native_epoll_x86_64.so") != null;
	}

}
