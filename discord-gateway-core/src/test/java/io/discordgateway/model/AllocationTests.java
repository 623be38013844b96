package io.discordgateway.model;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A MESSAGE_CREATE of 2.3 KB is to cost less than 4.5 KB, which is less than two bytes
 * for each byte of JSON.
 */
class AllocationTests {

	@Test
	void messageCostsLessThanTwiceItsSize() {
		JsonMapper mapper = new JsonMapper();
		Path example = ExamplesTests.EXAMPLES.resolve("MESSAGE_CREATE.json");
		byte[] json = mapper.writeValueAsBytes(mapper.readTree(example.toFile()).get("d"));
		decode(json, 3000);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		decode(json, 1000);
		long each = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
		assertThat(each).isLessThan(json.length * 2L);
	}

	private static void decode(byte[] json, int times) {
		for (int i = 0; i < times; i++) {
			if (DispatchType.MESSAGE_CREATE.decode(json).getClass() != MessageCreate.class) {
				throw new AssertionError("decoded to something else");
			}
		}
	}

}
