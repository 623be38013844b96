package io.discordgateway.spring.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link ResumeStore} in one file, for one process at a time. Each save writes a new file
 * beside it, syncs that and puts it in the place of the old one, so that there is a whole
 * file whenever the machine stops. A file that is torn, or is none of ours, is set aside
 * with a warning. Readable by its owner only, where the file system knows owners.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class FileResumeStore implements ResumeStore, AutoCloseable {

	private static final Log logger = LogFactory.getLog(FileResumeStore.class);

	/* The first line, in front of the checksum of what follows it. */
	private static final String HEADER = "discord-gateway-sessions " + ResumeRecords.VERSION + " crc32c ";

	private final Path file;

	private final FileChannel lockChannel;

	private final Map<String, Kept> applications = new LinkedHashMap<>();

	/**
	 * Takes the lock of a file and reads it.
	 * @param file the file; it and its folder are made if they are not there
	 * @throws ResumeStoreInUseException if another process, or another store of this one,
	 * has the lock
	 * @throws UncheckedIOException if the folder cannot be written to
	 */
	public FileResumeStore(Path file) {
		this.file = file.toAbsolutePath().normalize();
		try {
			Files.createDirectories(folder());
			this.lockChannel = lock();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sessions cannot be kept in " + this.file, ex);
		}
		read();
	}

	private Path folder() {
		return this.file.resolveSibling(".").normalize();
	}

	private Path beside(String suffix) {
		return this.file.resolveSibling(this.file.getFileName() + suffix);
	}

	// The lock

	private FileChannel lock() throws IOException {
		Path path = beside(".lock");
		FileChannel channel = FileChannel.open(path,
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), ownerOnly());
		try {
			if (tryLock(channel) == null) {
				throw new ResumeStoreInUseException(this.file, holder(path));
			}
			channel.truncate(0);
			write(channel, "process " + ProcessHandle.current().pid());
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	/* On some systems a file that is locked cannot be read. */
	private static String holder(Path path) {
		try {
			String holder = Files.readString(path);
			return holder.isBlank() ? "another process" : holder.strip();
		}
		catch (IOException ex) {
			return "another process";
		}
	}

	private static FileAttribute<?>[] ownerOnly() {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
	}

	/** Gives the file to the next process. */
	@Override
	public void close() {
		try {
			this.lockChannel.close();
		}
		catch (IOException ex) {
			logger.debug("The lock of " + this.file + " could not be closed", ex);
		}
	}

	// Reading

	private void read() {
		try {
			String text = Files.readString(this.file);
			int end = text.indexOf('\n');
			String body = text.substring(end + 1);
			if (end < 0 || !text.substring(0, end).equals(HEADER + checksum(body))) {
				setAside(text.startsWith("discord-gateway-sessions ") ? "is torn or of another version"
						: "is no file of sessions");
				return;
			}
			readApplications(ResumeRecords.mapper.readTree(body));
		}
		catch (NoSuchFileException ex) {
			logger.debug("There are no sessions in " + this.file + " yet");
		}
		catch (IOException | JacksonException ex) {
			setAside("cannot be read: " + ex.getClass().getSimpleName());
		}
	}

	private void readApplications(JsonNode body) {
		body.properties().forEach((application) -> {
			Kept kept = new Kept();
			for (JsonNode json : application.getValue().path("sessions")) {
				KeptSession session = ResumeRecords.read(json);
				if (session != null) {
					kept.sessions.put(session.point().shard(), session);
				}
			}
			kept.identifies = ResumeRecords.readTimes(application.getValue().path("identifies"));
			this.applications.put(application.getKey(), kept);
		});
	}

	private void setAside(String reason) {
		Path aside = beside(".unreadable");
		String outcome;
		try {
			Files.move(this.file, aside, StandardCopyOption.REPLACE_EXISTING);
			outcome = "It was set aside as " + aside;
		}
		catch (IOException ex) {
			outcome = "It could not be set aside: " + ex.getClass().getSimpleName();
		}
		logger.warn("The file " + this.file + " " + reason + ", so no session is resumed from it. " + outcome);
	}

	@Override
	public synchronized @Nullable KeptSession load(String applicationId, ShardId shard) {
		Kept kept = this.applications.get(applicationId);
		return (kept != null) ? kept.sessions.get(shard) : null;
	}

	@Override
	public synchronized List<Instant> loadIdentifies(String applicationId, Instant now) {
		Kept kept = this.applications.get(applicationId);
		return (kept != null) ? ResumeRecords.since(kept.identifies, now) : List.of();
	}

	// Writing

	@Override
	public synchronized void save(String applicationId, ResumeChanges changes) {
		Kept kept = this.applications.computeIfAbsent(applicationId, (id) -> new Kept());
		changes.sessions().forEach((session) -> kept.sessions.put(session.point().shard(), session));
		changes.dropped().forEach(kept.sessions::remove);
		kept.identifies = ResumeRecords.merge(kept.identifies, changes.identifies());
		String body = body();
		Path fresh = beside(".new");
		try {
			Files.deleteIfExists(fresh);
			try (FileChannel channel = FileChannel.open(fresh,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
				write(channel, HEADER + checksum(body) + "\n" + body);
				channel.force(true);
			}
			replace(fresh);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sessions could not be written to " + this.file, ex);
		}
	}

	private void replace(Path fresh) throws IOException {
		try {
			Files.move(fresh, this.file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (AtomicMoveNotSupportedException ex) {
			Files.move(fresh, this.file, StandardCopyOption.REPLACE_EXISTING);
		}
		syncFolder();
	}

	/* The new name is on disk only when its folder is; not every system can do that. */
	private void syncFolder() {
		try (FileChannel channel = FileChannel.open(folder(), StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			logger.trace("The folder " + folder() + " cannot be synced", ex);
		}
	}

	private String body() {
		ObjectNode json = ResumeRecords.mapper.createObjectNode();
		this.applications.forEach((applicationId, kept) -> {
			ObjectNode application = json.putObject(applicationId);
			ArrayNode sessions = application.putArray("sessions");
			kept.sessions.values().forEach((session) -> sessions.add(ResumeRecords.write(session)));
			application.set("identifies", ResumeRecords.write(kept.identifies));
		});
		return json + "\n";
	}

	private static void write(FileChannel channel, String text) throws IOException {
		ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
		while (bytes.hasRemaining()) {
			int unused = channel.write(bytes);
		}
	}

	private static String checksum(String body) {
		CRC32C checksum = new CRC32C();
		checksum.update(body.getBytes(StandardCharsets.UTF_8));
		return String.format("%08x", checksum.getValue());
	}

	@Override
	public String toString() {
		return "FileResumeStore[" + this.file + "]";
	}

	/** What is kept of one application. */
	private static final class Kept {

		private final Map<ShardId, KeptSession> sessions = new LinkedHashMap<>();

		private List<Instant> identifies = List.of();

	}

}
