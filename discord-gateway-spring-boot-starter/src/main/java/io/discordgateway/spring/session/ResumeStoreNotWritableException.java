package io.discordgateway.spring.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Thrown when sessions are to be kept where this process cannot write.
 */
class ResumeStoreNotWritableException extends UncheckedIOException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	ResumeStoreNotWritableException(Path file, IOException cause) {
		super("The sessions cannot be kept in " + file, cause);
		this.file = file;
	}

	Path getFile() {
		return this.file;
	}

}
