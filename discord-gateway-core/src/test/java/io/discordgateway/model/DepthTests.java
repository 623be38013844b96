package io.discordgateway.model;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.codec.RawPayload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Values nested deeper than any thread's stack, on a thread with a small one.
 */
class DepthTests {

	private static final int SMALL_STACK = 256 * 1024;

	/* Less than the 500 that a mapper reads, which makes the ETF here. */
	private static final int LEVELS = 480;

	/* Of types that hold themselves, and of places that hold any JSON. */
	static Stream<Arguments> nestings() {
		return Stream.of(nesting("MESSAGE_CREATE", "{'id':'1','referenced_message':", "null", "}"),
				nesting("MESSAGE_CREATE", "{'id':'1','message_snapshots':[{'message':", "null", "}]}"),
				nesting("MESSAGE_CREATE", "{'id':'1','resolved':{'messages':{'2':", "null", "}}}"),
				nesting("MESSAGE_CREATE", "{'id':'1','author':", "{'id':'2','member':{'user':", "}}", "}"),
				nesting("MESSAGE_UPDATE", "{'id':'1','referenced_message':", "null", "}"),
				nesting("INTERACTION_CREATE", "{'type':2,'data':{'options':[", "{'name':'a','options':[", "]}", "]}}"),
				nesting("INTERACTION_CREATE", "{'data':{'options':[", "{'name':'a','options':[", "]}", "]},'type':2}"),
				nesting("INTERACTION_CREATE", "{'type':99,'data':{'a':", "[", "]", "}}"),
				nesting("MESSAGE_CREATE", "{'components':[{'type':99,'a':", "{'a':[", "]}", "}]}"),
				nesting("MESSAGE_CREATE", "{'components':[{'a':", "[", "]", ",'type':99}]}"),
				nesting("MESSAGE_CREATE", "{'components':[", "{'components':[", "],'type':17}", "]}"),
				nesting("MESSAGE_CREATE", "{'components':[", "{'type':17,'components':[", "]}", "]}"),
				nesting("GUILD_AUDIT_LOG_ENTRY_CREATE", "{'changes':[{'key':'a','new_value':", "[", "]", "}]}"));
	}

	private static Arguments nesting(String event, String open, String inner, String close) {
		return Arguments.of(event, open.repeat(depth(open)) + inner + close.repeat(depth(open)));
	}

	private static Arguments nesting(String event, String before, String open, String close, String after) {
		String inner = open.endsWith(":") ? "null" : "";
		return Arguments.of(event, before + open.repeat(depth(open)) + inner + close.repeat(depth(open)) + after);
	}

	private static int depth(String open) {
		return (int) (LEVELS / open.chars().filter((each) -> each == '{' || each == '[').count());
	}

	@ParameterizedTest
	@MethodSource("nestings")
	@DisplayName("R46: what is nested too deep is left out and told, in JSON")
	void tooDeepIsLeftOutOfJson(String event, String json) throws Exception {
		assertLeftOut(event, new RawPayload(Encoding.JSON, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
	}

	@ParameterizedTest
	@MethodSource("nestings")
	@DisplayName("R46: what is nested too deep is left out and told, in ETF")
	void tooDeepIsLeftOutOfEtf(String event, String json) throws Exception {
		assertLeftOut(event, etf(json));
	}

	private static RawPayload etf(String json) {
		return new RawPayload(Encoding.ETF, new ObjectMapper(new EtfFactory())
			.writeValueAsBytes(JsonMapper.shared().readTree(json.replace('\'', '"'))), PayloadLimits.DEFAULT);
	}

	private static void assertLeftOut(String event, RawPayload payload) throws Exception {
		LeftOut leftOut = new LeftOut();
		DispatchType type = DispatchType.valueOf(event);
		String written = onSmallStack(() -> type.decode(payload, leftOut).toJson());
		assertThat(written).isNotEmpty();
		assertThat(leftOut.values()).extracting(LeftOut.Value::problem)
			.contains("expected at most 100 levels but found more");
		assertThatExceptionOfType(DecodeException.class)
			.isThrownBy(() -> onSmallStack(() -> type.decodeStrictly(payload)));
	}

	@Test
	void whatNobodyReadsMayBeDeep() throws Exception { // R36, R46
		LeftOut leftOut = new LeftOut();
		String json = "{'id':'1','unknown':" + "[".repeat(LEVELS) + "]".repeat(LEVELS) + ",'content':'a'}";
		RawPayload payload = new RawPayload(Encoding.JSON, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
		MessageCreate message = (MessageCreate) onSmallStack(
				() -> DispatchType.MESSAGE_CREATE.decode(payload, leftOut));
		assertThat(message.content()).isEqualTo("a");
		assertThat(leftOut.isEmpty()).isTrue();
	}

	@Test
	void whatIsAsDeepAsAllowedIsThere() throws Exception { // R46
		LeftOut leftOut = new LeftOut();
		String json = "{'id':'1','referenced_message':".repeat(100) + "null" + "}".repeat(100);
		RawPayload payload = new RawPayload(Encoding.JSON, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
		String written = onSmallStack(() -> DispatchType.MESSAGE_CREATE.decode(payload, leftOut).toJson());
		assertThat(leftOut.isEmpty()).isTrue();
		assertThat(written.split("referenced_message", -1)).hasSize(101);
	}

	/* A type that is new here needs a nesting above. */
	@Test
	void typesThatHoldThemselvesAreKnown() {
		Set<Class<?>> all = new LinkedHashSet<>();
		for (DispatchType type : DispatchType.values()) {
			all.add(type.type());
			all.addAll(within(type.type()));
		}
		assertThat(all.stream().filter((type) -> within(type).contains(type))).extracting(Class::getSimpleName)
			.containsExactlyInAnyOrder("ApplicationCommandInteractionDataOption", "GuildMember", "Message",
					"MessageSnapshot", "PartialMessage", "ResolvedData", "User");
		Set<String> any = new TreeSet<>();
		for (Class<?> type : all) {
			for (RecordComponent component : type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
				if (component.getGenericType().getTypeName().contains("JsonNode")
						&& !type.getSimpleName().equals("Unknown")) {
					any.add(type.getSimpleName() + "." + component.getName());
				}
			}
		}
		assertThat(any).containsExactly("ApplicationCommandInteractionDataOption.value", "AuditLogChange.newValue",
				"AuditLogChange.oldValue");
	}

	private static Set<Class<?>> within(Class<?> type) {
		Set<Class<?>> within = new HashSet<>();
		Deque<Class<?>> waiting = new ArrayDeque<>(directlyWithin(type));
		while (!waiting.isEmpty()) {
			Class<?> each = waiting.poll();
			if (within.add(each)) {
				waiting.addAll(directlyWithin(each));
			}
		}
		return within;
	}

	private static Set<Class<?>> directlyWithin(Class<?> type) {
		Set<Class<?>> within = new HashSet<>();
		if (type.isRecord()) {
			for (RecordComponent component : type.getRecordComponents()) {
				addTypes(component.getGenericType(), within);
			}
		}
		if (type.isSealed()) {
			within.addAll(Set.of(type.getPermittedSubclasses()));
		}
		return within;
	}

	private static void addTypes(Type type, Set<Class<?>> types) {
		if (type instanceof Class<?> found && found.getPackage() == DispatchType.class.getPackage()) {
			types.add(found);
		}
		else if (type instanceof ParameterizedType parameterized) {
			Stream.of(parameterized.getActualTypeArguments()).forEach((each) -> addTypes(each, types));
		}
		else if (type instanceof WildcardType wildcard) {
			Stream.of(wildcard.getUpperBounds()).forEach((each) -> addTypes(each, types));
		}
	}

	private static <T> T onSmallStack(Callable<T> task) throws Exception {
		FutureTask<T> future = new FutureTask<>(task);
		new Thread(null, future, "small", SMALL_STACK).start();
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof DecodeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
