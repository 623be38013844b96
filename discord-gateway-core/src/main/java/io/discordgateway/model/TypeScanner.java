package io.discordgateway.model;

/**
 * Finds the {@code type} of a JSON object in its bytes, without parsing more than needed.
 * What it does not understand it leaves to the parser.
 */
final class TypeScanner {

	private final byte[] json;

	private int position;

	private TypeScanner(byte[] json, int position) {
		this.json = json;
		this.position = position;
	}

	/**
	 * Finds the type.
	 * @param json the bytes
	 * @param start where the quote of a name of the object is
	 * @return the type, or {@link FieldReaders#NO_TYPE} if there is none from there on
	 */
	static int find(byte[] json, int start) {
		try {
			return new TypeScanner(json, start).find();
		}
		catch (ArrayIndexOutOfBoundsException ex) {
			// The object does not end, which the parser will say.
			return FieldReaders.NO_TYPE;
		}
	}

	private int find() {
		while (next() == '"') {
			int name = this.position + 1;
			skipString();
			boolean type = this.position - name == 5 && this.json[name] == 't' && this.json[name + 1] == 'y'
					&& this.json[name + 2] == 'p' && this.json[name + 3] == 'e';
			if (next() != ':') {
				return FieldReaders.NO_TYPE;
			}
			this.position++;
			if (type) {
				return number();
			}
			skipValue();
			if (next() != ',') {
				return FieldReaders.NO_TYPE;
			}
			this.position++;
		}
		return FieldReaders.NO_TYPE;
	}

	/** Moves to the next byte that is no white space. */
	private byte next() {
		while (this.json[this.position] <= ' ' && this.json[this.position] >= 0) {
			this.position++;
		}
		return this.json[this.position];
	}

	private int number() {
		if (next() == '"') {
			this.position++;
		}
		int start = this.position;
		int value = 0;
		while (this.json[this.position] >= '0' && this.json[this.position] <= '9' && this.position - start < 9) {
			value = value * 10 + this.json[this.position++] - '0';
		}
		byte end = this.json[this.position];
		return (this.position > start && (end == ',' || end == '}' || end == '"' || end <= ' ')) ? value
				: FieldReaders.NO_TYPE;
	}

	private void skipValue() {
		int depth = 0;
		do {
			switch (next()) {
				case '"' -> skipString();
				case '{', '[' -> {
					depth++;
					this.position++;
				}
				case '}', ']' -> {
					depth--;
					this.position++;
				}
				case ',', ':' -> this.position++;
				default -> skipWord();
			}
		}
		while (depth > 0);
	}

	private void skipWord() {
		do {
			this.position++;
		}
		while (isWord(this.json[this.position]));
	}

	private static boolean isWord(byte value) {
		return value != ',' && value != '}' && value != ']' && value > ' ';
	}

	/** Moves from the first quote behind the last one. */
	private void skipString() {
		this.position++;
		while (this.json[this.position] != '"') {
			this.position += (this.json[this.position] == '\\') ? 2 : 1;
		}
		this.position++;
	}

}
