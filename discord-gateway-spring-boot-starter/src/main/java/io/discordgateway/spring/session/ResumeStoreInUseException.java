package io.discordgateway.spring.session;

import java.nio.file.Path;

/**
 * Says that another process keeps its sessions in the same file.
 *
 * @since 0.1
 */
public class ResumeStoreInUseException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	private final String holder;

	ResumeStoreInUseException(Path file, String holder) {
		super("The sessions in " + file + " are in use by " + holder);
		this.file = file;
		this.holder = holder;
	}

	/**
	 * Returns the file.
	 * @return the file that sessions are kept in
	 */
	public Path getFile() {
		return this.file;
	}

	/**
	 * Returns who uses it.
	 * @return the other process, for people
	 */
	public String getHolder() {
		return this.holder;
	}

}
