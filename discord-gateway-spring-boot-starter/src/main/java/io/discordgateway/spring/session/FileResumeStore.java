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

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.SmartLifecycle;

/**
 * {@link ResumeStore} in one file, for one process at a time. Each save writes a new file
 * beside it, syncs that and puts it in the place of the old one, so that there is a whole
 * file whenever the machine stops. A file that is torn, or is none of ours, is set aside
 * with a warning; one that cannot be read at the moment is left as it is. As a bean, it
 * has the file from when it is made until its context is stopped or paused, and again
 * when that is started. Readable by its owner only, where the file system knows owners.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class FileResumeStore implements ResumeStore, SmartLifecycle, AutoCloseable {

	private static final Log logger = LogFactory.getLog(FileResumeStore.class);

	/* The first line, in front of the checksum of what follows it. */
	private static final String HEADER = "discord-gateway-sessions " + ResumeRecords.VERSION + " crc32c ";

	private final Path file;

	private final Map<String, Kept> applications = new LinkedHashMap<>();

	private @Nullable FileChannel lockChannel;

	private boolean read;

	/**
	 * Takes the lock of a file, which is read when it is first asked for.
	 * @param file the file; it and its folder are made if they are not there
	 * @throws ResumeStoreInUseException if another process, or another store of this one,
	 * has the lock
	 * @throws UncheckedIOException if the folder cannot be written to
	 */
	public FileResumeStore(Path file) {
		this.file = file.toAbsolutePath().normalize();
		start();
	}

	/**
	 * Takes the lock, unless this store has it.
	 * @throws ResumeStoreInUseException if another process, or another store of this one,
	 * has the lock
	 * @throws UncheckedIOException if the folder cannot be written to
	 */
	@Override
	public synchronized void start() {
		if (this.lockChannel != null) {
			return;
		}
		try {
			Files.createDirectories(folder());
			this.lockChannel = lock();
		}
		catch (IOException ex) {
			throw new ResumeStoreNotWritableException(this.file, ex);
		}
	}

	/**
	 * Gives the file to whoever asks for it next: another process, or the application
	 * context of a test after this one was paused.
	 */
	@Override
	public synchronized void stop() {
		FileChannel channel = this.lockChannel;
		this.lockChannel = null;
		this.read = false;
		this.applications.clear();
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			logger.debug("The lock of " + this.file + " could not be closed", ex);
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.lockChannel != null;
	}

	/** Returns a phase within which the gateway has both its start and its stop. */
	@Override
	public int getPhase() {
		return DefaultDiscordGateway.PHASE - 1;
	}

	/** Does what {@link #stop()} does. */
	@Override
	public void close() {
		stop();
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

	// Reading

	/*
	 * A file that cannot be read at the moment may be a good one: it stays where it is,
	 * and is neither believed to be empty nor written over before it was read.
	 */
	private void ensureRead() {
		if (this.lockChannel == null) {
			throw new IllegalStateException(this + " is stopped");
		}
		if (this.read) {
			return;
		}
		try {
			byte[] bytes = Files.readAllBytes(this.file);
			String problem = read(bytes);
			if (problem != null) {
				setAside(problem);
				if (!this.applications.isEmpty()) {
					write();
				}
			}
		}
		catch (NoSuchFileException ex) {
			logger.debug("There are no sessions in " + this.file + " yet");
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sessions could not be read from " + this.file, ex);
		}
		this.read = true;
	}

	/** Returns what is wrong, or {@code null}. */
	private @Nullable String read(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		int end = text.indexOf('\n');
		String body = text.substring(end + 1);
		if (end < 0 || !text.substring(0, end).equals(HEADER + checksum(body))) {
			return text.startsWith("discord-gateway-sessions ") ? "is torn or of another version"
					: "is no file of sessions";
		}
		try {
			return readApplications(ResumeRecords.mapper.readTree(body)) ? null
					: "holds a session of another form, beside what was read";
		}
		catch (JacksonException ex) {
			return "cannot be read: " + ex.getClass().getSimpleName();
		}
	}

	/** Returns whether all that is kept was understood. */
	private boolean readApplications(JsonNode body) {
		boolean understood = body.isObject();
		for (Map.Entry<String, JsonNode> application : body.properties()) {
			Kept kept = new Kept();
			for (JsonNode json : application.getValue().path("sessions")) {
				KeptSession session = ResumeRecords.read(json);
				if (session != null) {
					kept.sessions.put(session.point().shard(), session);
				}
				understood &= session != null;
			}
			kept.identifies = ResumeRecords.readStarts(application.getValue().path("identifies"));
			kept.total = ResumeRecords.readTotal(application.getValue().path("total"));
			this.applications.put(application.getKey(), kept);
		}
		return understood;
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
		logger.warn("The file " + this.file + " " + reason + ", which is not resumed. " + outcome);
	}

	@Override
	public synchronized @Nullable KeptSession load(String applicationId, ShardId shard) {
		ensureRead();
		Kept kept = this.applications.get(applicationId);
		return (kept != null) ? kept.sessions.get(shard) : null;
	}

	@Override
	public synchronized List<SessionStart> loadIdentifies(String applicationId, Instant now) {
		ensureRead();
		Kept kept = this.applications.get(applicationId);
		return (kept != null) ? ResumeRecords.since(kept.identifies, now) : List.of();
	}

	@Override
	public synchronized @Nullable KeptTotal loadTotal(String applicationId) {
		ensureRead();
		Kept kept = this.applications.get(applicationId);
		return (kept != null) ? kept.total : null;
	}

	// Writing

	@Override
	public synchronized void saveTotal(String applicationId, KeptTotal total) {
		ensureRead();
		this.applications.computeIfAbsent(applicationId, (id) -> new Kept()).total = total;
		writeAll();
	}

	@Override
	public synchronized void save(String applicationId, ResumeChanges changes) {
		ensureRead();
		Kept kept = this.applications.computeIfAbsent(applicationId, (id) -> new Kept());
		changes.sessions().forEach((session) -> kept.sessions.put(session.point().shard(), session));
		changes.dropped().forEach(kept.sessions::remove);
		kept.identifies = ResumeRecords.merge(kept.identifies, changes.identifies());
		writeAll();
	}

	private void writeAll() {
		try {
			write();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sessions could not be written to " + this.file, ex);
		}
	}

	private void write() throws IOException {
		String body = body();
		Path fresh = beside(".new");
		Files.deleteIfExists(fresh);
		try (FileChannel channel = FileChannel.open(fresh,
				Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
			write(channel, HEADER + checksum(body) + "\n" + body);
			channel.force(true);
		}
		replace(fresh);
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
			if (kept.total != null) {
				application.set("total", ResumeRecords.write(kept.total));
			}
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

		private List<SessionStart> identifies = List.of();

		private @Nullable KeptTotal total;

	}

}
