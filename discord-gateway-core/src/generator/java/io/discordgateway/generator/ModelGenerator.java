package io.discordgateway.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the package {@code io.discordgateway.model} from the tables in
 * {@code src/generator/resources}. {@code docs/model.md} tells the rules.
 */
public final class ModelGenerator {

	private static final String PACKAGE = "io.discordgateway.model";

	// Hand-written elsewhere: in the package "payload", or as Duration.
	private static final Set<String> SKIPPED_ENUMS = Set.of("GatewayIntent", "GatewayOpcode", "GatewayCloseCode",
			"ThreadAutoArchiveDuration");

	// Sent, never received: commands of the package "payload".
	private static final Set<String> SKIPPED_OBJECTS = Set.of("UpdatePresence", "IdentifyConnectionProperties");

	// Absent does not mean false for these.
	private static final Set<String> THREE_WAY_BOOLEANS = Set.of("required", "divider", "fail_if_not_exists",
			"available", "invitable");

	private static final Set<String> SECRET_COMPONENTS = Set.of("VoiceServerUpdate.token", "Interaction.token",
			"ActivitySecrets.join", "ActivitySecrets.spectate", "ActivitySecrets.match");

	// Discord sends only what changed, or what it cares to say.
	private static final Set<String> PARTIAL_UPDATES = Set.of("GUILD_MEMBER_UPDATE", "MESSAGE_UPDATE");

	// What a part of an object has all the same, if a partial update is one.
	private static final Set<String> ALWAYS_UPDATED = Set.of("id", "channel_id");

	// Discord also says "none" with 0.
	private static final Set<String> ZERO_IS_NONE = Set.of("emoji_id");

	// What tells a presence from others is inside its user.
	private static final Map<String, String> IDS = Map.of("PresenceUpdate", "user");

	// Absent and null differ by the documentation, though the object is not a part.
	private static final Set<String> OMITTABLE = Set.of("Message.referenced_message");

	private static final Set<String> NEVER_MISSING = Set.of("id", "type", "user");

	private static final Map<String, String> WRAPPED_NAMES = Map.of("GuildMember", "member", "UnavailableGuild",
			"guild", "GuildScheduledEvent", "scheduledEvent", "SoundboardSound", "sound", "AutoModerationRule", "rule",
			"AuditLogEntry", "entry");

	private static final Map<String, String> RENAMED = Map.of("default", "isDefault", "public", "isPublic");

	private final Path out;

	private final JsonNode events;

	private final JsonNode objects;

	private final JsonNode enums;

	private final Map<String, Structure> structures = new TreeMap<>();

	private final Map<String, Set<String>> unionsOf = new TreeMap<>();

	private final Set<Path> written = new HashSet<>();

	private ModelGenerator(Path tables, Path out) {
		JsonMapper mapper = new JsonMapper();
		this.out = out.resolve(PACKAGE.replace('.', '/'));
		this.events = mapper.readTree(tables.resolve("gateway-events.json").toFile()).get("dispatch");
		this.objects = mapper.readTree(tables.resolve("objects.json").toFile());
		this.enums = mapper.readTree(tables.resolve("enums.json").toFile());
	}

	/**
	 * Generates the model.
	 * @param args the folder of the tables and the folder to write to
	 * @throws IOException if a file can be neither read nor written
	 */
	public static void main(String[] args) throws IOException {
		new ModelGenerator(Path.of(args[0]), Path.of(args[1])).generate();
	}

	private void generate() throws IOException {
		Files.createDirectories(this.out);
		readObjects();
		this.enums.properties().forEach((entry) -> {
			if (!SKIPPED_ENUMS.contains(entry.getKey())) {
				writeEnum(entry.getKey(), entry.getValue());
			}
		});
		this.objects.properties().forEach((entry) -> {
			if (isUnion(entry.getKey())) {
				writeUnion(entry.getKey(), entry.getValue());
			}
		});
		for (JsonNode event : this.events) {
			readEvent(event);
		}
		for (Structure structure : this.structures.values()) {
			write(structure.name, recordSource(structure));
		}
		writeDispatchType();
		writeModelDecoders();
		deleteStale();
	}

	// Reading the tables.

	private void readObjects() {
		this.objects.properties().forEach((entry) -> {
			if (isUnion(entry.getKey())) {
				entry.getValue()
					.get("members")
					.forEach((member) -> this.unionsOf.computeIfAbsent(member.stringValue(), (key) -> new LinkedHashSet<>())
						.add(entry.getKey()));
			}
		});
		Map<String, JsonNode> plain = new LinkedHashMap<>();
		this.objects.properties().forEach((entry) -> {
			if (!isUnion(entry.getKey()) && !SKIPPED_OBJECTS.contains(entry.getKey())) {
				plain.put(entry.getKey(), entry.getValue());
			}
		});
		plain.forEach((name, object) -> {
			Structure structure = new Structure(name, object.get("source").stringValue(), words(name) + " object");
			object.get("fields").forEach((field) -> structure.fields.add(field(structure, field)));
			this.structures.put(name, structure);
		});
		// Fields that some places add to an object are fields of the object: it is shared.
		for (JsonNode event : this.events) {
			event.get("fields").forEach(this::readExtraFields);
		}
		plain.values().forEach((object) -> object.get("fields").forEach(this::readExtraFields));
	}

	private void readExtraFields(JsonNode field) {
		if (!field.has("extra_fields")) {
			return;
		}
		Structure target = this.structures.get(field.get("ref").stringValue());
		for (JsonNode extra : field.get("extra_fields")) {
			if (target.find(extra.get("name").stringValue()) == null) {
				Field added = field(target, extra);
				added.optional = true;
				added.settle(target);
				added.note = "in " + field.get("name").stringValue() + " of some events only";
				target.fields.add(added);
			}
		}
	}

	private void readEvent(JsonNode event) {
		String name = camel(event.get("name").stringValue());
		if (this.structures.containsKey(name)) {
			this.structures.get(name).event = event.get("name").stringValue();
			return;
		}
		Structure structure = new Structure(name, event.get("source").stringValue(),
				"event {@code " + event.get("name").stringValue() + "}");
		structure.event = event.get("name").stringValue();
		structure.partialUpdate = PARTIAL_UPDATES.contains(structure.event);
		if (structure.partialUpdate && !event.get("extends").isNull()) {
			structure.remark = "Of the object, only {@code id} and {@code channel_id} are always there";
			this.objects.get(event.get("extends").stringValue()).get("fields").forEach((field) -> {
				Field part = field(structure, field);
				part.optional |= part.shape == Shape.VALUE && !ALWAYS_UPDATED.contains(part.name);
				part.settle(structure);
				structure.fields.add(part);
			});
		}
		else if (!event.get("extends").isNull()) {
			structure.wrapped = this.structures.get(event.get("extends").stringValue());
			if (event.has("variants")) {
				structure.remark = "While it is unavailable, only {@code id} and {@code unavailable} are set: everything else\n"
						+ " * is null, empty, false, 0 or unknown, whatever its type says";
			}
			String wrapped = WRAPPED_NAMES.getOrDefault(structure.wrapped.name, lower(structure.wrapped.name));
			structure.wrappedName = wrapped;
			if (structure.wrapped.fields.stream().anyMatch((field) -> field.javaName.equals(wrapped))) {
				throw new IllegalStateException(name + ": component and field are both called " + wrapped);
			}
		}
		for (JsonNode field : event.get("fields")) {
			Field own = field(structure, field);
			Field inherited = (structure.wrapped != null) ? structure.wrapped.find(own.name)
					: structure.find(own.name);
			if (inherited == null) {
				if (event.has("variants")) {
					own.optional = true;
					own.settle(structure);
				}
				structure.fields.add(own);
			}
			else if (!inherited.element.equals(own.element) || inherited.shape != own.shape) {
				throw new IllegalStateException(name + "." + own.name + " differs from the object's field");
			}
		}
		this.structures.put(name, structure);
	}

	private boolean isUnion(String name) {
		return "union".equals(this.objects.get(name).get("kind").stringValue());
	}

	private Field field(Structure owner, JsonNode node) {
		Field field = new Field();
		field.name = node.get("name").stringValue();
		field.javaName = RENAMED.getOrDefault(camelLower(field.name), camelLower(field.name));
		field.nullable = node.get("nullable").booleanValue();
		field.optional = node.get("optional").booleanValue();
		field.deprecated = node.has("deprecated") && node.get("deprecated").booleanValue();
		if (node.has("only_for")) {
			List<String> types = new ArrayList<>();
			node.get("only_for").forEach((type) -> types.add(type.stringValue()));
			field.note = "for " + String.join(", ", types) + " only";
		}
		else if (node.has("requires_intent")) {
			field.needsIntent = true;
			field.note = "not filled without the intent "
					+ node.get("requires_intent").toString().replaceAll("[\\[\\]\"]", "");
		}
		field.shape = node.get("array").booleanValue() ? Shape.LIST
				: node.get("map").booleanValue() ? Shape.MAP : Shape.VALUE;
		if (node.has("const") && !field.optional) {
			field.constant = node.get("const").intValue();
		}
		type(owner, field, node);
		if (field.shape == Shape.MAP) {
			field.key = node.get("map_key").stringValue().equals("snowflake") ? "Snowflake"
					: node.get("map_key").stringValue();
		}
		field.settle(owner);
		return field;
	}

	private void type(Structure owner, Field field, JsonNode node) {
		String type = node.get("type").stringValue();
		String format = node.has("format") ? node.get("format").stringValue() : "";
		String ref = node.get("ref").isNull() ? null : node.get("ref").stringValue();
		if (ref != null && !SKIPPED_ENUMS.contains(ref) && node.get("ref_kind").stringValue().equals("enum")) {
			JsonNode referenced = this.enums.get(ref);
			if (ref.equals("Permission")) {
				field.type("Permissions", "Permissions::decode", "FieldWriters::encodable");
			}
			else {
				field.flags = referenced.get("kind").stringValue().equals("flags");
				field.openEnum = !field.flags;
				field.type(ref, ref + "::decode", "FieldWriters::encodable");
			}
			return;
		}
		if (ref != null && node.get("ref_kind").stringValue().equals("union")) {
			field.type(ref, ref + "::decode", "FieldWriters::encodable");
			String discriminator = this.objects.get(ref).get("discriminator").stringValue();
			field.sibling = discriminator.contains("sibling") ? "opcode"
					: discriminator.contains("enclosing") ? "type" : null;
			return;
		}
		if (ref != null && node.get("ref_kind").stringValue().equals("object")) {
			String target = node.has("partial") && node.get("partial").booleanValue() ? partial(ref, node) : ref;
			field.type(target, target + "::decode", "FieldWriters::encodable");
			return;
		}
		if ("ThreadAutoArchiveDuration".equals(ref)) {
			format = "minutes";
		}
		switch (format) {
			case "rgb-int" -> field.type("Color", "Color::decode", "FieldWriters::encodable");
			case "iso8601" -> field.type("Instant", "FieldReaders::timestamp", "FieldWriters::timestamp");
			case "unix-seconds" -> field.type("Instant", "FieldReaders::unixSeconds", "FieldWriters::unixSeconds");
			case "unix-milliseconds" ->
				field.type("Instant", "FieldReaders::unixMilliseconds", "FieldWriters::unixMilliseconds");
			case "seconds" -> {
				String unit = type.equals("number") ? "decimalSeconds" : "seconds";
				field.type("Duration", "FieldReaders::" + unit, "FieldWriters::" + unit);
			}
			case "minutes" -> field.type("Duration", "FieldReaders::minutes", "FieldWriters::minutes");
			case "milliseconds" -> field.type("Duration", "FieldReaders::milliseconds", "FieldWriters::milliseconds");
			case "bytes" -> field.type("Long", "FieldReaders::longInteger", "FieldWriters::longInteger");
			default -> simpleType(field, type);
		}
	}

	private void simpleType(Field field, String type) {
		switch (type) {
			case "snowflake", "snowflake|integer" ->
				field.type("Snowflake", ZERO_IS_NONE.contains(field.name) ? "Snowflake::decodeOrNone" : "Snowflake::decode",
						"FieldWriters::encodable");
			case "string", "integer|string" -> field.type("String", "FieldReaders::string", "FieldWriters::string");
			case "integer" -> field.type("Integer", "FieldReaders::integer", "FieldWriters::integer");
			case "number" -> field.type("Double", "FieldReaders::decimal", "FieldWriters::decimal");
			case "boolean" -> field.type("Boolean", "FieldReaders::bool", "FieldWriters::bool");
			case "any", "string|integer|number|boolean" ->
				field.type("JsonNode", "FieldReaders::tree", "FieldWriters::tree");
			case "null" -> {
				field.type("Boolean", "FieldReaders::present", "FieldWriters::bool");
				field.presence = true;
			}
			default -> throw new IllegalStateException("No Java type for " + type);
		}
	}

	/**
	 * Names the type for an object of which a part may be missing: the object itself where
	 * nothing that is missing would be missed, otherwise its twin with everything nullable.
	 */
	private String partial(String ref, JsonNode node) {
		Set<String> listed = names(node, "partial_fields");
		Set<String> omitted = names(node, "omits");
		Set<String> missing = new LinkedHashSet<>();
		for (JsonNode field : this.objects.get(ref).get("fields")) {
			String name = field.get("name").stringValue();
			boolean guaranteed = listed.isEmpty() ? (omitted.isEmpty() ? NEVER_MISSING.contains(name)
					: !omitted.contains(name)) : listed.contains(name);
			if (!guaranteed && !field.get("optional").booleanValue() && !field.get("nullable").booleanValue()
					&& !field.get("array").booleanValue()) {
				missing.add(name);
			}
		}
		if (missing.isEmpty()) {
			return ref;
		}
		String name = "Partial" + ref;
		Structure twin = this.structures.get(name);
		if (twin == null) {
			JsonNode object = this.objects.get(ref);
			twin = new Structure(name, object.get("source").stringValue(),
					words(ref) + " object of which only some fields are there");
			twin.partial = true;
			this.structures.put(name, twin);
			for (JsonNode field : object.get("fields")) {
				Field copy = field(twin, field);
				copy.optional |= !NEVER_MISSING.contains(copy.name);
				copy.settle(twin);
				twin.fields.add(copy);
			}
		}
		for (Field field : twin.fields) {
			if (missing.contains(field.name)) {
				field.optional = true;
				field.settle(twin);
			}
		}
		return name;
	}

	private static Set<String> names(JsonNode node, String key) {
		Set<String> names = new HashSet<>();
		if (node.has(key)) {
			node.get(key).forEach((name) -> names.add(name.stringValue()));
		}
		return names;
	}

	// Records.

	private String recordSource(Structure s) {
		Source java = new Source();
		List<Field> components = s.components();
		Set<String> unions = this.unionsOf.getOrDefault(s.name, Set.of());
		header(java, s.allFields(), !s.components().isEmpty());
		java.line("/**");
		java.line(" * " + capital(s.title) + ".");
		if (s.remark != null) {
			java.line(" * " + s.remark + ".");
		}
		java.line(" *");
		if (s.wrapped != null) {
			java.line(" * @param " + s.wrappedName + " the object that the event is about");
		}
		components.forEach((field) -> java.line(" * @param " + field.javaName + " " + field.describe()));
		java.line(" * @see <a href=\"" + url(s.source) + "\">Discord's documentation</a>");
		java.line(" * @since 0.1");
		java.line(" */");
		List<String> parameters = new ArrayList<>();
		if (s.wrapped != null) {
			parameters.add(s.wrapped.name + " " + s.wrappedName);
		}
		components.forEach((field) -> parameters.add(field.declaration() + " " + field.javaName));
		String interfaces = unions.isEmpty() ? "Encodable" : String.join(", ", unions);
		java.line("public record " + s.name + "(" + String.join(",\n\t\t", parameters) + ") implements " + interfaces
				+ " {");
		java.line("");
		constants(java, s);
		delegates(java, s);
		decoder(java, s, !unions.isEmpty());
		encoder(java, s);
		redaction(java, s);
		java.line("}");
		return java.toString();
	}

	private void header(Source java, List<Field> fields, boolean components) {
		java.line("// Generated from src/generator/resources; docs/model.md tells how to change it.");
		java.line("package " + PACKAGE + ";");
		java.line("");
		Set<String> imports = new java.util.TreeSet<>();
		for (Field field : fields) {
			switch (field.element) {
				case "Instant" -> imports.add("java.time.Instant");
				case "Duration" -> imports.add("java.time.Duration");
				case "JsonNode" -> imports.add("tools.jackson.databind.JsonNode");
				default -> {
				}
			}
			if (field.shape == Shape.LIST) {
				imports.add("java.util.List");
			}
			if (field.shape == Shape.MAP) {
				imports.add("java.util.Map");
			}
			if (field.sibling != null) {
				imports.add("tools.jackson.databind.JsonNode");
			}
			if (field.isNullable()) {
				imports.add("org.jspecify.annotations.Nullable");
			}
		}
		imports.add("tools.jackson.core.JsonGenerator");
		imports.add("tools.jackson.core.JsonParser");
		imports.add("org.jspecify.annotations.Nullable");
		imports.forEach((name) -> java.line("import " + name + ";"));
		java.line("");
	}

	private void constants(Source java, Structure s) {
		for (Field field : s.fields) {
			if (field.constant != null) {
				java.line("	/**");
				java.line("	 * Returns the {@code " + field.name + "}, which is always the same.");
				java.line("	 * @return the constant");
				java.line("	 */");
				java.line("	public " + field.element + " " + field.javaName + "() {");
				java.line("		return " + field.element + "." + constantName(field) + ";");
				java.line("	}");
				java.line("");
			}
		}
	}

	private String constantName(Field field) {
		for (JsonNode value : this.enums.get(field.element).get("values")) {
			if (value.get("value").intValue() == field.constant) {
				return value.get("name").stringValue();
			}
		}
		throw new IllegalStateException(field.element + " has no value " + field.constant);
	}

	private void delegates(Source java, Structure s) {
		if (s.wrapped == null) {
			return;
		}
		for (Field field : s.wrapped.fields) {
			java.line("	/**");
			java.line("	 * Returns the {@code " + field.name + "} of the object.");
			java.line("	 * @return as {@link " + s.wrapped.name + "#" + field.javaName + "()} says");
			java.line("	 */");
			java.line("	public " + field.declaration() + " " + field.javaName + "() {");
			java.line("		return this." + s.wrappedName + "." + field.javaName + "();");
			java.line("	}");
			java.line("");
		}
	}

	private void decoder(Source java, Structure s, boolean member) {
		java.line("	/**");
		java.line("	 * Decodes the value at the parser's position. Unknown fields are skipped, and so are");
		java.line("	 * fields of another kind than documented.");
		java.line("	 * @param parser a parser before or at the start of an object, left at its end");
		java.line("	 * @return the value, or {@code null} for a JSON null or another kind of value, which");
		java.line("	 * is skipped");
		java.line("	 */");
		java.line("	public static @Nullable " + s.name + " decode(JsonParser parser) {");
		java.line("		if (!FieldReaders.startObject(parser, \"" + s.name + "\")) {");
		java.line("			return null;");
		java.line("		}");
		if (member) {
			java.line("		return decodeRest(parser, parser.nextName(), FieldReaders.NO_TYPE);");
			java.line("	}");
			java.line("");
			java.line("	// The union knows the type already, and has read the first name.");
			java.line("	static " + s.name + " decodeRest(JsonParser parser, @Nullable String first, int knownType) {");
		}
		List<Field> all = new ArrayList<>();
		if (s.wrapped != null) {
			all.addAll(s.wrapped.components());
		}
		all.addAll(s.components());
		for (Field field : all) {
			String initial = field.initial();
			if (member && field.name.equals("type")) {
				initial = "(knownType != FieldReaders.NO_TYPE) ? " + field.element + ".of(knownType) : " + initial;
			}
			java.line("		" + field.local() + " " + field.variable() + " = " + initial + ";");
			if (field.sibling != null) {
				java.line("		JsonNode " + field.variable() + "Tree = null;");
			}
		}
		java.line("		for (String name = " + (member ? "first" : "parser.nextName()")
				+ "; name != null; name = parser.nextName()) {");
		java.line("			parser.nextToken();");
		if (all.isEmpty()) {
			java.line("			parser.skipChildren();");
		}
		else {
			java.line("			switch (name) {");
			for (Field field : all) {
				decodeField(java, field, all);
			}
			java.line("				default -> parser.skipChildren();");
			java.line("			}");
		}
		java.line("		}");
		for (Field field : all) {
			if (field.sibling != null) {
				java.line("		if (" + field.variable() + "Tree != null) {");
				java.line("			int discriminator = " + siblingValue(field, all) + ";");
				java.line("			" + field.variable() + " = FieldReaders.fromTree(parser, \"/" + field.name + "\", "
						+ field.variable() + "Tree, (tree) -> " + field.element + ".decode(tree, discriminator));");
				java.line("		}");
			}
		}
		List<String> arguments = new ArrayList<>();
		if (s.wrapped != null) {
			arguments.add("new " + s.wrapped.name + "(" + String.join(", ", variables(s.wrapped)) + ")");
		}
		arguments.addAll(variables(s));
		java.line("		return new " + s.name + "(" + String.join(", ", arguments) + ");");
		java.line("	}");
		java.line("");
		if (s.id() != null && isListed(s)) {
			elementDecoder(java, s);
		}
	}

	private boolean isListed(Structure s) {
		return this.structures.values()
			.stream()
			.flatMap((other) -> other.fields.stream())
			.anyMatch((field) -> field.shape == Shape.LIST && field.element.equals(s.name));
	}

	private void elementDecoder(Source java, Structure s) {
		String id = IDS.containsKey(s.name) ? "(element." + s.id().javaName + "() != null) ? element."
				+ s.id().javaName + "().id() : null" : "element." + s.id().javaName + "()";
		java.line("	static @Nullable " + s.name + " decodeElement(JsonParser parser) {");
		java.line("		" + s.name + " element = decode(parser);");
		java.line("		return (element != null && FieldReaders.hasId(parser, " + id + ")) ? element : null;");
		java.line("	}");
		java.line("");
	}

	private static List<String> variables(Structure s) {
		return s.components().stream().map(Field::variable).toList();
	}

	private void decodeField(Source java, Field field, List<Field> all) {
		String value;
		if (field.sibling != null) {
			java.line("				case \"" + field.name + "\" -> {");
			java.line("					if (" + siblingUnknown(field, all) + ") {");
			java.line("						" + field.variable() + "Tree = FieldReaders.tree(parser);");
			java.line("					}");
			java.line("					else {");
			java.line("						" + field.variable() + " = " + field.element + ".decode(parser, "
					+ siblingValue(field, all) + ");");
			java.line("					}");
			java.line("				}");
			return;
		}
		if (field.presence) {
			value = "FieldReaders.present(parser)";
		}
		else if (field.omittable) {
			value = "Omittable.decode(parser, " + field.reader + ")";
		}
		else if (field.shape == Shape.LIST) {
			Structure element = this.structures.get(field.element);
			String reader = (element != null && element.id() != null) ? field.element + "::decodeElement" : field.reader;
			value = "FieldReaders.list(parser, " + reader + ")";
		}
		else if (field.shape == Shape.MAP) {
			String key = field.key.equals("Snowflake") ? "Snowflake::of"
					: "(key) -> " + field.key + ".of(Integer.parseInt(key))";
			value = "FieldReaders.map(parser, " + key + ", " + field.reader + ")";
		}
		else if (field.isPrimitive()) {
			value = switch (field.element) {
				case "Integer" -> "FieldReaders.intValue(parser)";
				case "Long" -> "FieldReaders.longValue(parser)";
				case "Double" -> "FieldReaders.doubleValue(parser)";
				default -> "FieldReaders.booleanValue(parser)";
			};
		}
		else if (field.flags && !field.isNullable()) {
			value = field.element + ".decodeOrNone(parser)";
		}
		else if (field.isRequiredEnum()) {
			value = field.element + ".decodeOrUnknown(parser)";
		}
		else if (field.isEmptyWithoutIntent()) {
			value = "FieldReaders.stringOrEmpty(parser)";
		}
		else {
			value = field.reader.replace("::", ".") + "(parser)";
		}
		java.line("				case \"" + field.name + "\" -> " + field.variable() + " = " + value + ";");
	}

	private static Field sibling(Field field, List<Field> all) {
		return all.stream().filter((other) -> other.name.equals(field.sibling)).findFirst().orElseThrow();
	}

	private static String siblingUnknown(Field field, List<Field> all) {
		Field sibling = sibling(field, all);
		return sibling.isPrimitive() ? sibling.variable() + " == 0"
				: sibling.variable() + " == " + sibling.element + ".UNKNOWN";
	}

	private static String siblingValue(Field field, List<Field> all) {
		Field sibling = sibling(field, all);
		return sibling.isPrimitive() ? sibling.variable() : sibling.variable() + ".value()";
	}

	private void encoder(Source java, Structure s) {
		java.line("	@Override");
		java.line("	public void writeTo(JsonGenerator generator) {");
		java.line("		generator.writeStartObject();");
		if (s.wrapped != null) {
			java.line("		this." + s.wrappedName + ".writeFields(generator);");
		}
		boolean split = s.isWrapped(this.structures.values());
		if (split) {
			java.line("		writeFields(generator);");
			java.line("		generator.writeEndObject();");
			java.line("	}");
			java.line("");
			java.line("	void writeFields(JsonGenerator generator) {");
		}
		for (Field field : s.fields) {
			encodeField(java, field);
		}
		if (!split) {
			java.line("		generator.writeEndObject();");
		}
		java.line("	}");
		java.line("");
	}

	private void encodeField(Source java, Field field) {
		String name = "\"" + field.name + "\"";
		String value = "this." + field.javaName;
		if (field.constant != null) {
			java.line("		generator.writeNumberProperty(" + name + ", " + field.constant + ");");
		}
		else if (field.presence) {
			java.line("		if (" + value + ") {");
			java.line("			generator.writeNullProperty(" + name + ");");
			java.line("		}");
		}
		else if (field.omittable) {
			java.line("		FieldWriters.omittable(generator, " + name + ", " + value + ", " + field.writer + ");");
		}
		else if (field.shape != Shape.VALUE) {
			String method = (field.shape == Shape.LIST) ? "list" : "map";
			java.line("		FieldWriters." + method + "(generator, " + name + ", " + value + ", " + !field.optional + ", "
					+ field.writer + ");");
		}
		else if (field.isPrimitive() && field.optional) {
			java.line("		if (" + value + ") {");
			java.line("			generator.writeBooleanProperty(" + name + ", true);");
			java.line("		}");
		}
		else if (field.isPrimitive()) {
			String kind = field.element.equals("Boolean") ? "Boolean" : "Number";
			java.line("		generator.write" + kind + "Property(" + name + ", " + value + ");");
		}
		else if (field.isRequiredEnum()) {
			java.line("		FieldWriters.known(generator, " + name + ", " + value + ", " + field.element + ".UNKNOWN);");
		}
		else if (field.flags && field.optional && !field.isNullable()) {
			java.line("		if (" + value + ".bits() != 0) {");
			java.line("			FieldWriters.field(generator, " + name + ", " + value + ", false, " + field.writer + ");");
			java.line("		}");
		}
		else {
			java.line("		FieldWriters.field(generator, " + name + ", " + value + ", "
					+ (field.nullable && !field.optional) + ", " + field.writer + ");");
		}
	}

	private void redaction(Source java, Structure s) {
		if (s.components().stream().noneMatch((field) -> SECRET_COMPONENTS.contains(s.name + "." + field.javaName))) {
			return;
		}
		List<String> parts = new ArrayList<>();
		for (Field field : s.components()) {
			String value = SECRET_COMPONENTS.contains(s.name + "." + field.javaName) ? "\"<redacted>\""
					: "this." + field.javaName;
			parts.add("\"" + (parts.isEmpty() ? "" : ", ") + field.javaName + "=\" + " + value);
		}
		java.line("	/**");
		java.line("	 * Describes the value without what is secret in it.");
		java.line("	 * @return a text for logs");
		java.line("	 */");
		java.line("	@Override");
		java.line("	public String toString() {");
		java.line("		return \"" + s.name + "[\" + " + String.join("\n\t\t\t\t+ ", parts) + " + \"]\";");
		java.line("	}");
		java.line("");
	}

	// Unions.

	private void writeUnion(String name, JsonNode union) {
		Source java = new Source();
		List<String> members = new ArrayList<>();
		union.get("members").forEach((member) -> members.add(member.stringValue()));
		boolean inside = union.get("discriminator").stringValue().matches("type( \\(.*)?");
		header(java, List.of(), false);
		String source = java.toString()
			.replace("import tools.jackson.core.JsonParser;\n",
					"import tools.jackson.core.JsonParser;\nimport tools.jackson.databind.JsonNode;\n"
							+ (inside ? "import tools.jackson.databind.node.ObjectNode;\n" : ""));
		java.clear(source);
		java.line("/**");
		java.line(" * Any " + words(name) + ", told apart by {@code type}.".replace("type",
				union.get("discriminator").stringValue()));
		java.line(" *");
		java.line(" * @see <a href=\"" + url(union.get("source").stringValue()) + "\">Discord's documentation</a>");
		java.line(" * @since 0.1");
		java.line(" */");
		java.line("public sealed interface " + name + " extends Encodable");
		java.line("		permits " + String.join(", ", members) + ", " + name + ".Unknown {");
		java.line("");
		java.line("	/**");
		java.line("	 * Decodes the value at the parser's position.");
		java.line("	 * @param parser a parser at the start of an object, left at its end");
		if (!inside) {
			java.line("	 * @param type the number that tells the type");
		}
		java.line("	 * @return the value, or {@code null} for a JSON null or another kind of value, which");
		java.line("	 * is skipped");
		java.line("	 */");
		java.line("	static @Nullable " + name + " decode(JsonParser parser" + (inside ? "" : ", int type") + ") {");
		java.line("		if (!FieldReaders.startObject(parser, \"" + name + "\")) {");
		java.line("			return null;");
		java.line("		}");
		if (inside) {
			java.line("		String first = parser.nextName();");
			java.line("		int type;");
			java.line("		if (\"type\".equals(first)) {");
			java.line("			parser.nextToken();");
			java.line("			type = FieldReaders.type(parser);");
			java.line("			if (type == FieldReaders.NO_TYPE) {");
			java.line("				return new Unknown(FieldReaders.treeFromHere(parser, first));");
			java.line("			}");
			java.line("			first = parser.nextName();");
			java.line("		}");
			java.line("		else {");
			java.line("			type = FieldReaders.typeAhead(parser);");
			java.line("			if (type == FieldReaders.NO_TYPE) {");
			java.line("				// Only a tree can wait for a type that cannot be looked for.");
			java.line("				ObjectNode tree = FieldReaders.treeFromHere(parser, first);");
			java.line("				return tree.has(\"type\")");
			java.line("						? FieldReaders.fromTree(parser, \"\", FieldReaders.typeFirst(tree), " + name + "::decode)");
			java.line("						: new Unknown(tree);");
			java.line("			}");
			java.line("		}");
		}
		java.line("		return switch (type) {");
		String rest = inside ? ".decodeRest(parser, first, type);" : ".decode(parser);";
		union.get("mapping")
			.properties()
			.forEach((entry) -> java
				.line("			case " + entry.getKey() + " -> " + entry.getValue().stringValue() + rest));
		if (inside) {
			java.line("			default -> {");
			java.line("				ObjectNode raw = FieldReaders.treeFromHere(parser, first);");
			java.line("				yield new Unknown(raw.has(\"type\") ? raw : raw.put(\"type\", type));");
			java.line("			}");
		}
		else {
			java.line("			default -> new Unknown(FieldReaders.treeFromHere(parser, parser.nextName()));");
		}
		java.line("		};");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * A kind that this version does not know.");
		java.line("	 *");
		java.line("	 * @param raw all that was received");
		java.line("	 */");
		java.line("	record Unknown(JsonNode raw) implements " + name + " {");
		java.line("");
		java.line("		@Override");
		java.line("		public void writeTo(JsonGenerator generator) {");
		java.line("			FieldWriters.tree(generator, this.raw);");
		java.line("		}");
		java.line("");
		java.line("	}");
		java.line("");
		java.line("}");
		write(name, java.toString());
	}

	// Enums.

	private void writeEnum(String name, JsonNode node) {
		Source java = new Source();
		switch (node.get("kind").stringValue()) {
			case "flags" -> {
				if (name.equals("Permission")) {
					permission(java, name, node);
				}
				else {
					flags(java, name, node);
				}
			}
			case "string" -> openEnum(java, name, node, "String");
			default -> openEnum(java, name, node, "int");
		}
		write(name, java.toString());
	}

	private void enumDoc(Source java, String sentence, JsonNode node, String parameter) {
		java.line("/**");
		java.line(" * " + sentence);
		java.line(" *");
		if (parameter != null) {
			java.line(" * @param " + parameter);
		}
		java.line(" * @see <a href=\"" + url(node.get("source").stringValue()) + "\">Discord's documentation</a>");
		java.line(" * @since 0.1");
		java.line(" */");
	}

	private void openEnum(Source java, String name, JsonNode node, String type) {
		boolean text = type.equals("String");
		header(java, List.of(), false);
		enumDoc(java, "Open enum: " + words(name) + ". Compare with {@code equals}, switch over {@link #known()}.", node,
				"value the " + (text ? "text" : "number") + " on the wire, also one that this version does not know");
		java.line("public record " + name + "(" + type + " value) implements Encodable {");
		java.line("");
		List<String> names = new ArrayList<>();
		Map<String, String> byValue = new LinkedHashMap<>();
		for (JsonNode value : node.get("values")) {
			String constant = value.get("name").stringValue();
			String literal = value.get("value").toString();
			names.add(constant);
			byValue.putIfAbsent(literal, constant);
			java.line("	/** {@code " + literal.replace("\"", "") + "}. */");
			java.line("	public static final " + name + " " + constant + " = new " + name + "(" + literal + ");");
			java.line("");
		}
		java.line("	/** Stands for a value that should be there, and is missing or of a wrong kind. */");
		java.line("	public static final " + name + " UNKNOWN = new " + name + "("
				+ (text ? "\"\"" : "FieldReaders.NO_TYPE") + ");");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns the constant of a value, or for an unknown value a new one.");
		java.line("	 * @param value the value on the wire");
		java.line("	 * @return the value in its type");
		java.line("	 */");
		java.line("	public static " + name + " of(" + type + " value) {");
		java.line("		return switch (value) {");
		byValue.forEach((literal, constant) -> java.line("			case " + literal + " -> " + constant + ";"));
		java.line("			default -> new " + name + "(value);");
		java.line("		};");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns the value as a Java enum, to switch over.");
		java.line("	 * @return the constant, {@link Known#UNKNOWN} if this version does not know the value");
		java.line("	 */");
		java.line("	public Known known() {");
		java.line("		return switch (this.value) {");
		byValue.forEach((literal, constant) -> java.line("			case " + literal + " -> Known." + constant + ";"));
		java.line("			default -> Known.UNKNOWN;");
		java.line("		};");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns the name of the constant.");
		java.line("	 * @return the name, with the value if it is unknown");
		java.line("	 */");
		java.line("	@Override");
		java.line("	public String toString() {");
		java.line("		Known known = known();");
		java.line("		return (known != Known.UNKNOWN) ? known.name() : \"UNKNOWN(\" + this.value + \")\";");
		java.line("	}");
		java.line("");
		java.line("	@Override");
		java.line("	public void writeTo(JsonGenerator generator) {");
		java.line("		generator.write" + (text ? "String" : "Number") + "(this.value);");
		java.line("	}");
		java.line("");
		java.line("	static @Nullable " + name + " decode(JsonParser parser) {");
		if (text) {
			java.line("		String value = FieldReaders.string(parser);");
			java.line("		return (value != null) ? of(value) : null;");
		}
		else {
			java.line("		int code = FieldReaders.code(parser);");
			java.line("		return (code != FieldReaders.NO_TYPE) ? of(code) : null;");
		}
		java.line("	}");
		java.line("");
		java.line("	static " + name + " decodeOrUnknown(JsonParser parser) {");
		java.line("		" + name + " value = decode(parser);");
		java.line("		return (value != null) ? value : UNKNOWN;");
		java.line("	}");
		java.line("");
		java.line("	/** What this version knows. */");
		java.line("	public enum Known {");
		java.line("");
		for (JsonNode value : node.get("values")) {
			java.line("		/** {@code " + value.get("value").toString().replace("\"", "") + "}. */");
			java.line("		" + value.get("name").stringValue() + ",");
			java.line("");
		}
		java.line("		/** A value that this version does not know. */");
		java.line("		UNKNOWN");
		java.line("");
		java.line("	}");
		java.line("");
		java.line("}");
	}

	private void flags(Source java, String name, JsonNode node) {
		header(java, List.of(), false);
		java.clear(java.toString()
			.replace("import org.jspecify", "import java.util.EnumSet;\nimport java.util.Set;\n\nimport org.jspecify"));
		enumDoc(java, "Set of flags: " + words(name) + ".", node,
				"bits one bit for each flag, also those that this version does not know");
		java.line("public record " + name + "(long bits) implements Encodable {");
		java.line("");
		java.line("	/** No flag at all. */");
		java.line("	public static final " + name + " NONE = new " + name + "(0);");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns the set of some flags.");
		java.line("	 * @param flags the flags");
		java.line("	 * @return the set");
		java.line("	 */");
		java.line("	public static " + name + " of(Flag... flags) {");
		java.line("		long bits = 0;");
		java.line("		for (Flag flag : flags) {");
		java.line("			bits |= flag.value();");
		java.line("		}");
		java.line("		return new " + name + "(bits);");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns whether a flag is in the set.");
		java.line("	 * @param flag the flag");
		java.line("	 * @return whether its bit is set");
		java.line("	 */");
		java.line("	public boolean contains(Flag flag) {");
		java.line("		return (this.bits & flag.value()) != 0;");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * Returns the flags that this version knows.");
		java.line("	 * @return a new set");
		java.line("	 */");
		java.line("	public Set<Flag> flags() {");
		java.line("		Set<Flag> flags = EnumSet.noneOf(Flag.class);");
		java.line("		for (Flag flag : Flag.values()) {");
		java.line("			if (contains(flag)) {");
		java.line("				flags.add(flag);");
		java.line("			}");
		java.line("		}");
		java.line("		return flags;");
		java.line("	}");
		java.line("");
		java.line("	@Override");
		java.line("	public void writeTo(JsonGenerator generator) {");
		java.line("		FieldWriters.unsigned(generator, this.bits);");
		java.line("	}");
		java.line("");
		java.line("	static @Nullable " + name + " decode(JsonParser parser) {");
		java.line("		long digits = FieldReaders.digitsOrInt(parser);");
		java.line("		return (digits >= 0) ? of(digits) : FieldReaders.bits(parser, \"a set of flags\", " + name + "::of);");
		java.line("	}");
		java.line("");
		java.line("	static " + name + " decodeOrNone(JsonParser parser) {");
		java.line("		" + name + " flags = decode(parser);");
		java.line("		return (flags != null) ? flags : NONE;");
		java.line("	}");
		java.line("");
		java.line("	private static " + name + " of(long bits) {");
		java.line("		return (bits != 0) ? new " + name + "(bits) : NONE;");
		java.line("	}");
		java.line("");
		java.line("	/** What this version knows. */");
		java.line("	public enum Flag {");
		java.line("");
		flagConstants(java, "\t\t", "Flag", node);
		java.line("	}");
		java.line("");
		java.line("}");
	}

	private void permission(Source java, String name, JsonNode node) {
		java.line("// Generated from src/generator/resources; docs/model.md tells how to change it.");
		java.line("package " + PACKAGE + ";");
		java.line("");
		enumDoc(java, "What a member may do; several make {@link Permissions}.", node, null);
		java.line("public enum " + name + " {");
		java.line("");
		flagConstants(java, "\t", name, node);
		java.line("}");
	}

	private void flagConstants(Source java, String indent, String name, JsonNode node) {
		int left = node.get("values").size();
		for (JsonNode value : node.get("values")) {
			left--;
			java.line(indent + "/** Bit " + value.get("bit") + ". */");
			java.line(indent + value.get("name").stringValue() + "(" + value.get("bit") + ")" + ((left == 0) ? ";" : ","));
			java.line("");
		}
		java.line(indent + "private final int bit;");
		java.line("");
		java.line(indent + name + "(int bit) {");
		java.line(indent + "	this.bit = bit;");
		java.line(indent + "}");
		java.line("");
		java.line(indent + "/**");
		java.line(indent + " * Returns the position of the bit.");
		java.line(indent + " * @return the bit, counted from 0");
		java.line(indent + " */");
		java.line(indent + "public int bit() {");
		java.line(indent + "	return this.bit;");
		java.line(indent + "}");
		java.line("");
		java.line(indent + "/**");
		java.line(indent + " * Returns the constant as a number.");
		java.line(indent + " * @return the number with only this bit set");
		java.line(indent + " */");
		java.line(indent + "public long value() {");
		java.line(indent + "	return 1L << this.bit;");
		java.line(indent + "}");
		java.line("");
	}

	// The table of events.

	private void writeDispatchType() throws IOException {
		Source java = new Source();
		java.line("// Generated from src/generator/resources; docs/model.md tells how to change it.");
		java.line("package " + PACKAGE + ";");
		java.line("");
		for (String name : List.of("io.discordgateway.codec.RawPayload", "io.discordgateway.payload.GatewayIntent", "java.util.HashMap", "java.util.Map",
				"java.util.Set", "org.jspecify.annotations.Nullable", "tools.jackson.core.JacksonException",
				"tools.jackson.core.JsonParser", "tools.jackson.core.JsonToken")) {
			java.line("import " + name + ";");
		}
		java.line("");
		java.line("/**");
		java.line(" * Dispatch event that Discord documents: its name, its Java type, its decoder and the");
		java.line(" * intents that it comes with.");
		java.line(" *");
		java.line(" * @see <a href=\"https://docs.discord.com/developers/events/gateway-events\">Discord's documentation</a>");
		java.line(" * @since 0.1");
		java.line(" */");
		java.line("public enum DispatchType {");
		java.line("");
		int left = this.events.size();
		for (JsonNode event : this.events) {
			left--;
			String name = event.get("name").stringValue();
			List<String> arguments = new ArrayList<>(List.of(camel(name) + ".class"));
			event.get("intents").forEach((intent) -> arguments.add("GatewayIntent." + intent.stringValue()));
			java.line("	/** See {@link " + camel(name) + "}. */");
			java.line("	" + name + "(" + String.join(", ", arguments) + ")" + ((left == 0) ? ";" : ","));
			java.line("");
		}
		java.line(TYPE_BODY);
		java.line("	private @Nullable Encodable read(JsonParser parser) {");
		java.line("		return switch (this) {");
		for (JsonNode event : this.events) {
			String name = event.get("name").stringValue();
			java.line("			case " + name + " -> " + camel(name) + ".decode(parser);");
		}
		java.line("		};");
		java.line("	}");
		java.line("");
		java.line("}");
		write("DispatchType", java.toString());
	}

	// The table of types.

	private void writeModelDecoders() {
		Source java = new Source();
		java.line("// Generated from src/generator/resources; docs/model.md tells how to change it.");
		java.line("package " + PACKAGE + ";");
		java.line("");
		java.line("import java.util.function.Function;");
		java.line("");
		java.line("import org.jspecify.annotations.Nullable;");
		java.line("import tools.jackson.core.JsonParser;");
		java.line("");
		java.line("/**");
		java.line(" * Finds the decoders of the types of this package, without reflection.");
		java.line(" */");
		java.line("final class ModelDecoders {");
		java.line("");
		java.line("	private ModelDecoders() {");
		java.line("	}");
		java.line("");
		java.line("	/**");
		java.line("	 * Finds the decoder of a type. A union that only what is around it tells the member of is kept as it is.");
		java.line("	 * @param type any class");
		java.line("	 * @return the decoder, or {@code null} if it is no type that is decoded by itself");
		java.line("	 */");
		java.line("	static @Nullable Function<JsonParser, ? extends @Nullable Encodable> of(Class<?> type) {");
		java.line("		if (!type.getName().equals(ModelDecoders.class.getPackageName() + \".\" + type.getSimpleName())) {");
		java.line("			return null;");
		java.line("		}");
		java.line("		return switch (type.getSimpleName()) {");
		Set<String> names = new java.util.TreeSet<>(List.of("Snowflake", "Permissions", "Color"));
		names.addAll(this.structures.keySet());
		this.enums.properties().forEach((entry) -> names.add(entry.getKey()));
		this.objects.properties().forEach((entry) -> names.add(entry.getKey()));
		names.removeAll(SKIPPED_ENUMS);
		names.removeAll(SKIPPED_OBJECTS);
		names.remove("Permission");
		for (String name : names) {
			java.line("			case \"" + name + "\" -> " + (isDecodedAlone(name) ? name + "::decode;"
					: "(parser) -> " + name + ".decode(parser, FieldReaders.NO_TYPE);"));
		}
		java.line("			default -> null;");
		java.line("		};");
		java.line("	}");
		java.line("");
		java.line("}");
		write("ModelDecoders", java.toString());
	}

	private boolean isDecodedAlone(String name) {
		JsonNode object = this.objects.get(name);
		return object == null || !isUnion(name) || object.get("discriminator").stringValue().matches("type( \\(.*)?");
	}

	private static final String TYPE_BODY = """
				private static final Map<String, DispatchType> BY_NAME = new HashMap<>();

				private static final Map<Class<?>, DispatchType> BY_CLASS = new HashMap<>();

				static {
					for (DispatchType type : values()) {
						BY_NAME.put(type.name(), type);
						BY_CLASS.put(type.type, type);
					}
				}

				private final Class<? extends Encodable> type;

				private final Set<GatewayIntent> intents;

				DispatchType(Class<? extends Encodable> type, GatewayIntent... intents) {
					this.type = type;
					this.intents = Set.of(intents);
				}

				/**
				 * Finds the type of an event.
				 * @param eventName the value of {@code t}, such as {@code MESSAGE_CREATE}
				 * @return the type, or {@code null} if this version knows no event with that name
				 */
				public static @Nullable DispatchType of(String eventName) {
					return BY_NAME.get(eventName);
				}

				/**
				 * Finds the event that is decoded into a class.
				 * @param type the class, such as {@link MessageCreate}
				 * @return the type, or {@code null} if it is not the class of an event
				 */
				public static @Nullable DispatchType byClass(Class<?> type) {
					return BY_CLASS.get(type);
				}

				/**
				 * Returns the name on the wire.
				 * @return the value of {@code t}
				 */
				public String eventName() {
					return name();
				}

				/**
				 * Returns what the event is decoded into.
				 * @return a record of this package
				 */
				public Class<? extends Encodable> type() {
					return this.type;
				}

				/**
				 * Returns the intents that deliver the event; any of them is enough.
				 * @return the intents, empty if the event is always sent
				 */
				public Set<GatewayIntent> intents() {
					return this.intents;
				}

				/**
				 * Decodes the value of {@code d}. What is of another kind than documented is left
				 * out (R46).
				 * @param parser a parser of any of Jackson's streaming formats, before or at the
				 * value; left at its end
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed or no object
				 */
				public Encodable decode(JsonParser parser) {
					return FieldReaders.event(name(), parser, (start) -> {
						if (start.currentToken() == null) {
							start.nextToken();
						}
						Encodable event = (start.currentToken() == JsonToken.START_OBJECT) ? read(start) : null;
						if (event == null) {
							throw DecodeScope.wrong(start, "an object");
						}
						return event;
					});
				}

				/**
				 * Decodes the value of {@code d} from whatever encoding it came in. What is of
				 * another kind than documented is left out (R46).
				 * @param payload the value as it came
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed or no object
				 */
				public Encodable decode(RawPayload payload) {
					return decode(payload, false, null);
				}

				/**
				 * Decodes the value of {@code d} from whatever encoding it came in, and says what
				 * was left out, as it was of another kind than documented (R46).
				 * @param payload the value as it came
				 * @param leftOut what was left out so far, to which more is added
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed or no object
				 */
				public Encodable decode(RawPayload payload, LeftOut leftOut) {
					return decode(payload, false, leftOut);
				}

				/**
				 * Decodes the value of {@code d} from whatever encoding it came in, and forgives
				 * nothing but what is missing, null or unknown.
				 * @param payload the value as it came
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed, or anything in it is of
				 * another kind than documented
				 */
				public Encodable decodeStrictly(RawPayload payload) {
					return decode(payload, true, null);
				}

				private Encodable decode(RawPayload payload, boolean strict, @Nullable LeftOut leftOut) {
					try (JsonParser parser = FieldReaders.parser(payload, strict, leftOut)) {
						return decode(parser);
					}
					catch (JacksonException ex) {
						throw new DecodeException(name(), "", "malformed payload", ex);
					}
				}

				/**
				 * Decodes the value of {@code d}. What is of another kind than documented is left
				 * out (R46).
				 * @param json the value as JSON in UTF-8
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed or no object
				 */
				public Encodable decode(byte[] json) {
					return decode(json, 0, json.length);
				}

				/**
				 * Decodes the value of {@code d}. What is of another kind than documented is left
				 * out (R46).
				 * @param json bytes that contain the value as JSON in UTF-8
				 * @param offset where the value starts
				 * @param length the number of bytes
				 * @return an instance of {@link #type()}
				 * @throws DecodeException if the value is malformed or no object
				 */
				public Encodable decode(byte[] json, int offset, int length) {
					try (JsonParser parser = FieldReaders.parser(json, offset, length)) {
						return decode(parser);
					}
					catch (JacksonException ex) {
						throw new DecodeException(name(), "", "malformed payload", ex);
					}
				}
			""".replaceAll("(?m)^\t\t\t\t", "\t").replaceAll("(?m)^\t\t\t(?=\t*\\S)", "\t");

	// Names and files.

	private static String camel(String name) {
		StringBuilder result = new StringBuilder();
		for (String word : name.toLowerCase(Locale.ROOT).split("_")) {
			result.append(capital(word));
		}
		return result.toString();
	}

	private static String camelLower(String name) {
		return lower(camel(name));
	}

	private static String lower(String name) {
		return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
	}

	private static String capital(String text) {
		return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

	private static String words(String name) {
		return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
	}

	private static String url(String source) {
		return "https://docs.discord.com/" + source.replace(".mdx", "");
	}

	private void write(String name, String source) {
		Path file = this.out.resolve(name + ".java");
		this.written.add(file);
		try {
			if (!Files.exists(file) || !Files.readString(file).equals(source)) {
				Files.writeString(file, source);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void deleteStale() throws IOException {
		try (Stream<Path> files = Files.list(this.out)) {
			for (Path file : files.filter((file) -> !this.written.contains(file)).toList()) {
				Files.delete(file);
			}
		}
	}

	private enum Shape {

		VALUE, LIST, MAP

	}

	private static final class Structure {

		final String name;

		final String source;

		final String title;

		final List<Field> fields = new ArrayList<>();

		String event;

		String remark;

		Structure wrapped;

		String wrappedName;

		boolean partial;

		boolean partialUpdate;

		Structure(String name, String source, String title) {
			this.name = name;
			this.source = source;
			this.title = title;
		}

		List<Field> components() {
			return this.fields.stream().filter((field) -> field.constant == null).toList();
		}

		List<Field> allFields() {
			List<Field> all = new ArrayList<>(this.fields);
			if (this.wrapped != null) {
				all.addAll(this.wrapped.fields);
			}
			return all;
		}

		Field find(String name) {
			return this.fields.stream().filter((field) -> field.name.equals(name)).findFirst().orElse(null);
		}

		/** What tells an element of a list from others, or {@code null}. */
		Field id() {
			Field id = find(IDS.getOrDefault(this.name, "id"));
			boolean required = id != null && !id.nullable && !id.optional && id.shape == Shape.VALUE;
			return (required && (IDS.containsKey(this.name) || id.element.equals("Snowflake"))) ? id : null;
		}

		boolean isWrapped(Iterable<Structure> all) {
			for (Structure other : all) {
				if (other.wrapped == this) {
					return true;
				}
			}
			return false;
		}

	}

	private static final class Field {

		String name;

		String javaName;

		boolean nullable;

		boolean optional;

		boolean deprecated;

		String note;

		Shape shape;

		String element;

		String reader;

		String writer;

		String key;

		boolean flags;

		boolean openEnum;

		boolean presence;

		boolean needsIntent;

		String sibling;

		Integer constant;

		// Absent means the same as false, none or empty.
		boolean absentIsEmpty;

		// Absent and null are kept apart.
		boolean omittable;

		void type(String element, String reader, String writer) {
			this.element = element;
			this.reader = reader;
			this.writer = writer;
		}

		void settle(Structure owner) {
			boolean part = owner.partial || owner.partialUpdate;
			this.omittable = this.nullable && this.optional && this.shape == Shape.VALUE
					&& (part || OMITTABLE.contains(owner.name + "." + this.name));
			boolean lenient = !part && !this.nullable;
			this.absentIsEmpty = this.presence || (lenient && (this.flags
					|| (this.element.equals("Boolean") && !THREE_WAY_BOOLEANS.contains(this.name))));
		}

		boolean isNullable() {
			return this.shape == Shape.VALUE && this.constant == null && (this.nullable || this.optional)
					&& !this.absentIsEmpty && !this.omittable;
		}

		boolean isPrimitive() {
			return this.shape == Shape.VALUE && !isNullable() && !this.omittable
					&& Set.of("Integer", "Long", "Double", "Boolean").contains(this.element);
		}

		String local() {
			return switch (this.shape) {
				case LIST -> "List<" + this.element + ">";
				case MAP -> "Map<" + this.key + ", " + this.element + ">";
				case VALUE -> isPrimitive() ? primitive()
						: this.omittable ? "Omittable<" + this.element + ">" : this.element;
			};
		}

		String declaration() {
			return isNullable() ? "@Nullable " + this.element : local();
		}

		private String primitive() {
			return this.element.equals("Integer") ? "int" : this.element.toLowerCase(Locale.ROOT);
		}

		String initial() {
			return switch (this.shape) {
				case LIST -> "List.of()";
				case MAP -> "Map.of()";
				case VALUE -> this.omittable ? "Omittable.absent()" : isPrimitive() ? (this.element.equals("Boolean") ? "false" : "0")
						: (this.flags && !isNullable()) ? this.element + ".NONE"
								: isRequiredEnum() ? this.element + ".UNKNOWN"
										: isEmptyWithoutIntent() ? "\"\"" : "null";
			};
		}

		boolean isRequiredEnum() {
			return this.openEnum && this.shape == Shape.VALUE && this.constant == null && !isNullable()
					&& !this.omittable;
		}

		boolean isEmptyWithoutIntent() {
			return this.needsIntent && !isNullable() && this.shape == Shape.VALUE;
		}

		String variable() {
			return switch (this.javaName) {
				case "name", "parser", "knownType", "first" -> this.javaName + "Value";
				default -> this.javaName;
			};
		}

		String describe() {
			StringBuilder text = new StringBuilder("{@code " + this.name + "}");
			if (this.omittable) {
				text.append("; tells absent from null");
			}
			else if (isNullable()) {
				text.append("; {@code null} if ")
					.append((this.nullable && this.optional) ? "null or absent" : this.nullable ? "null" : "absent");
			}
			else if (this.shape != Shape.VALUE && (this.optional || this.nullable)) {
				text.append("; empty if absent");
			}
			else if (this.absentIsEmpty && this.optional) {
				text.append(this.flags ? "; none if absent" : "; false if absent");
			}
			if (this.note != null) {
				text.append("; ").append(this.note);
			}
			if (this.deprecated) {
				text.append("; deprecated by Discord");
			}
			return text.toString();
		}

	}

	private static final class Source {

		private final StringBuilder text = new StringBuilder();

		void line(String line) {
			this.text.append(line).append('\n');
		}

		void clear(String text) {
			this.text.setLength(0);
			this.text.append(text);
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

}
