package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.remote.LinkException;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The programs that send rows, and how far those were taken: 1024 of them, then those are forgotten that
/// have not been connected for longest. In a file that is mapped, so that a recorder that comes after one
/// that was killed knows: 64 bytes of header (magic `KYMOSESS`, version as i32), then [SenderSession]s. Any
/// thread.
final class SenderSessions implements AutoCloseable {
    static final int CAPACITY = 1024;
    private static final long MAGIC = 0x53534553_4F4D594BL;
    private static final int VERSION = 1;
    private static final int VERSION_OFFSET = 8;
    private static final int HEADER_LENGTH = 64;
    private static final long FILE_LENGTH = HEADER_LENGTH + (long) CAPACITY * SenderSession.LENGTH;

    private final Arena arena = Arena.ofShared();
    private final Map<UUID, SenderSession> sessions = new HashMap<>();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

    private SenderSessions(final @Nullable Path file) throws IOException {
        final MemorySegment memory = file == null ? arena.allocate(FILE_LENGTH) : map(file);
        for (int i = 0; i < CAPACITY; i++) {
            final MemorySegment slot =
                    memory.asSlice(HEADER_LENGTH + (long) i * SenderSession.LENGTH, SenderSession.LENGTH);
            final SenderSession found = SenderSession.found(slot);
            if (found == null || sessions.putIfAbsent(found.id(), found) != null) {
                free.add(slot);
            }
        }
    }

    /// @param file null to keep nothing
    /// @throws IOException when the file can't be made or mapped
    static SenderSessions open(final @Nullable Path file) throws IOException {
        return new SenderSessions(file);
    }

    /// Written whole first: the memory must be there before it is mapped.
    private MemorySegment map(final Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != FILE_LENGTH || !isOurs(file)) {
            Files.deleteIfExists(file);
            final Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            final byte[] bytes = new byte[(int) FILE_LENGTH];
            final MemorySegment header = MemorySegment.ofArray(bytes);
            header.set(Layouts.LONG, 0, MAGIC);
            header.set(Layouts.INT, VERSION_OFFSET, VERSION);
            Files.write(fresh, bytes);
            Files.move(fresh, file);
        }
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH, arena);
        }
    }

    private static boolean isOurs(final Path file) throws IOException {
        final MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
        return bytes.get(Layouts.LONG, 0) == MAGIC && bytes.get(Layouts.INT, VERSION_OFFSET) == VERSION;
    }

    /// The session of that id, for a connection that has its turn next.
    ///
    /// @return what was connected before in that session; it is to be cut
    /// @throws LinkException when too many are connected
    synchronized @Nullable SenderConnection enter(
            final UUID id, final long firstTable, final SenderConnection connection) throws LinkException {
        SenderSession session = sessions.get(id);
        if (session == null) {
            if (free.isEmpty()) {
                forgetOldest();
            }
            session = SenderSession.begin(id, firstTable, free.remove());
            sessions.put(id, session);
        }
        final SenderConnection before = session.current();
        session.setCurrent(connection);
        connection.setSession(session);
        return before;
    }

    private void forgetOldest() throws LinkException {
        SenderSession oldest = null;
        for (final SenderSession session : sessions.values()) {
            if (session.current() == null && (oldest == null || session.usedNs() - oldest.usedNs() < 0)) {
                oldest = session;
            }
        }
        if (oldest == null) {
            throw new LinkException("more than " + CAPACITY + " programs are connected");
        }
        forget(oldest);
    }

    /// The connection is over.
    synchronized void leave(final SenderSession session, final SenderConnection connection, final boolean forGood) {
        if (session.current() == connection) {
            session.setCurrent(null);
            if (forGood) {
                forget(session);
            }
        }
    }

    private void forget(final SenderSession session) {
        if (sessions.remove(session.id(), session)) {
            session.kept().fill((byte) 0);
            free.add(session.kept());
        }
    }

    /// How many programs are connected.
    synchronized int connected() {
        return (int) sessions.values().stream()
                .filter(session -> session.current() != null)
                .count();
    }

    /// Unmaps the file; no connection may be left.
    @Override
    public void close() {
        arena.close();
    }
}
