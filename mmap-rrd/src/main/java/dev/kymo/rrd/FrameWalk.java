package dev.kymo.rrd;

import dev.kymo.rrd.StoreMessages.RawStoreId;
import dev.kymo.rrd.StoreMessages.RawStoreInfo;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.rrd.format.StoreIdDescriptor;
import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Goes over a file once, header by header, and finds its frames, stores and chunks. Reads the heads of
/// messages, not their payloads. What comes before the first thing that is wrong is kept.
final class FrameWalk {
    private static final int FORGOTTEN_AT_ONCE = 256;

    private final Path path;
    private MemorySegment file;
    /// Chunks that are stepped over unread; null when every frame is looked at.
    private final @Nullable ListedSpans listed;
    private final List<Frame> frames = new ArrayList<>();
    private final List<StreamVersion> versions = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<StoreId, StoreInfo> stores = new LinkedHashMap<>();
    private final Map<RecordingKey, String> applications = new HashMap<>();
    private final List<ChunkEntry> chunks = new ArrayList<>();
    /// Places in `chunks` whose application was not known yet when they were read.
    private final List<Integer> unresolved = new ArrayList<>();

    /// What an application can be looked up by where a message does not name it.
    private record RecordingKey(StoreKind kind, String recordingId) {}

    private FrameWalk(final Path path, final MemorySegment file, final @Nullable ListedSpans listed) {
        this.path = path;
        this.file = file;
        this.listed = listed;
    }

    /// @throws RrdException when the file does not begin as a stream that can be read
    static FrameWalk over(final Path path, final MemorySegment file) throws RrdException {
        final FrameWalk walk = new FrameWalk(path, file, null);
        walk.readStreamHeader(0);
        walk.walk(StreamHeaderDescriptor.BYTES);
        walk.resolveLate();
        return walk;
    }

    /// Goes over what lies between the chunks that a footer lists, and touches none of them. Has no chunks,
    /// and their frames are not among [#frames].
    ///
    /// @return nothing when the footer does not speak for all of the file, or anything is wrong
    static Optional<FrameWalk> between(final Path path, final MemorySegment file, final Footer footer) {
        final ListedSpans listed = ListedSpans.of(footer);
        final FrameWalk walk = new FrameWalk(path, file, listed);
        try {
            walk.readStreamHeader(0);
        } catch (final RrdException e) {
            return Optional.empty();
        }
        walk.walk(StreamHeaderDescriptor.BYTES);
        final boolean sawAll = listed.isDone()
                && walk.problems.isEmpty()
                && walk.frames.getLast().kind() == FrameKind.STREAM_FOOTER
                && walk.frames.stream().noneMatch(frame -> frame.kind() == FrameKind.CHUNK);
        if (!sawAll) {
            return Optional.empty();
        }
        for (final Manifest manifest : footer.manifests()) {
            walk.addUndescribed(manifest.store());
        }
        return Optional.of(walk);
    }

    /// Goes on behind the last frame that is whole, when the file may have grown. An end that stood there may
    /// be gone: its writer went on.
    ///
    /// @param grown the file as it is now
    /// @return false when what has been walked is not what the file has any more
    boolean resume(final MemorySegment grown) {
        while (frames.getLast().kind() == FrameKind.END || frames.getLast().kind() == FrameKind.STREAM_FOOTER) {
            frames.removeLast();
        }
        problems.removeIf(FrameWalk::mayYetBeMended);
        final Frame last = frames.getLast();
        final long from = last.offsetBytes() + last.lengthBytes();
        if (from > grown.byteSize() || !isAt(grown, last)) {
            return false;
        }
        file = grown;
        if (problems.stream().noneMatch(FrameWalk::endsTheWalk)) {
            walk(from);
            resolveLate();
        }
        return true;
    }

    /// Lets go of what [#resume] does not need, and of the first `given` chunks, now and then: a walk that goes on for
    /// as long as a file grows keeps little of it.
    ///
    /// @return how many of the given are still there
    int forget(final int given) {
        if (given < FORGOTTEN_AT_ONCE || !unresolved.isEmpty()) {
            return given;
        }
        chunks.subList(0, given).clear();
        int last = frames.size() - 1;
        while (frames.get(last).kind() == FrameKind.END || frames.get(last).kind() == FrameKind.STREAM_FOOTER) {
            last--;
        }
        frames.subList(0, last).clear();
        return 0;
    }

    private static boolean isAt(final MemorySegment file, final Frame frame) {
        return frame.kind() == FrameKind.STREAM_HEADER
                ? StreamHeaderDescriptor.isAt(file, frame.offsetBytes())
                : file.get(Layouts.LONG, frame.offsetBytes() + MessageHeaderDescriptor.LENGTH_OFFSET)
                        == frame.payloadBytes();
    }

    private static boolean endsTheWalk(final Problem problem) {
        return problem.kind() == Problem.Kind.UNKNOWN_MESSAGE || problem.kind() == Problem.Kind.BAD_STREAM;
    }

    /// Whether the file may only have to grow.
    static boolean mayYetBeMended(final Problem problem) {
        return problem.kind() == Problem.Kind.CUT || problem.kind() == Problem.Kind.TRAILING_BYTES;
    }

    List<Frame> frames() {
        return frames;
    }

    List<StreamVersion> versions() {
        return versions;
    }

    List<Problem> problems() {
        return problems;
    }

    List<StoreInfo> stores() {
        return List.copyOf(stores.values());
    }

    List<ChunkEntry> chunks() {
        return chunks;
    }

    private void readStreamHeader(final long at) throws RrdException {
        final long left = file.byteSize() - at;
        if (left == 0) {
            throw new RrdException(path, at, "the file is empty, expected an .rrd file");
        }
        if (left < StreamHeaderDescriptor.BYTES) {
            throw new RrdException(
                    path, at, "expected a stream header of " + StreamHeaderDescriptor.BYTES + " bytes, found " + left);
        }
        final int magic = file.get(Layouts.INT, at + StreamHeaderDescriptor.MAGIC_OFFSET);
        if (magic == StreamHeaderDescriptor.MAGIC_FIRST || magic == StreamHeaderDescriptor.MAGIC_SECOND) {
            throw new RrdException(path, at, "an .rrd file of a time before Rerun 0.23, which is too old to be read");
        }
        if (magic != StreamHeaderDescriptor.MAGIC) {
            throw new RrdException(path, at, "not an .rrd file: expected RRF2, found " + printable(at));
        }
        final byte[] header = file.asSlice(at, StreamHeaderDescriptor.BYTES).toArray(ValueLayout.JAVA_BYTE);
        final int serializer = header[StreamHeaderDescriptor.SERIALIZER_OFFSET];
        if (serializer != StreamHeaderDescriptor.SERIALIZER_PROTOBUF) {
            throw new RrdException(
                    path,
                    at + StreamHeaderDescriptor.SERIALIZER_OFFSET,
                    "serializer " + serializer + ", expected 2 (protobuf); files before Rerun 0.23 can't be read");
        }
        if (file.get(Layouts.SHORT, at + StreamHeaderDescriptor.RESERVED_OFFSET) != 0) {
            throw new RrdException(
                    path, at + StreamHeaderDescriptor.RESERVED_OFFSET, "reserved header bytes are not zero");
        }
        final StreamVersion version =
                StreamVersion.unpack(file.get(Layouts.INT, at + StreamHeaderDescriptor.MAJOR_OFFSET));
        if (version.major() == 0 && version.minor() < StreamHeaderDescriptor.OLDEST_MINOR) {
            throw new RrdException(
                    path,
                    at + StreamHeaderDescriptor.MAJOR_OFFSET,
                    "written by Rerun " + version + ", the oldest that can be read is 0.23");
        }
        versions.add(version);
        frames.add(new Frame(FrameKind.STREAM_HEADER, at, StreamHeaderDescriptor.BYTES));
    }

    private String printable(final long at) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < Integer.BYTES; i++) {
            final byte b = file.get(ValueLayout.JAVA_BYTE, at + i);
            if (b > ' ' && b < 127) {
                text.append((char) b);
            } else {
                text.append(String.format(Locale.ROOT, "\\x%02X", b & 0xFF));
            }
        }
        return text.toString();
    }

    private void walk(final long from) {
        long at = from;
        boolean ended = false;
        while (at < file.byteSize()) {
            if (!ended && listed != null && listed.beginsAt(at)) {
                // Before anything is read here: a page of the file per chunk is what this is to save.
                at = listed.skip(file.byteSize());
                if (at < 0) {
                    return;
                }
            } else if (StreamHeaderDescriptor.isAt(file, at)) {
                try {
                    readStreamHeader(at);
                } catch (final RrdException e) {
                    problem(Problem.Kind.BAD_STREAM, at, "stream " + (versions.size() + 1) + ": " + e.getMessage());
                    return;
                }
                noteEarlyEnd();
                at += StreamHeaderDescriptor.BYTES;
                ended = false;
            } else if (ended) {
                problem(
                        Problem.Kind.TRAILING_BYTES,
                        at,
                        (file.byteSize() - at) + " bytes behind the end of the stream, expected none or a new stream");
                return;
            } else {
                final long next = readMessage(at);
                if (next < 0) {
                    return;
                }
                ended = frames.getLast().kind() == FrameKind.END;
                at = next;
                if (ended && StreamFooterDescriptor.isAt(file, at)) {
                    frames.add(new Frame(FrameKind.STREAM_FOOTER, at, StreamFooterDescriptor.BYTES));
                    at += StreamFooterDescriptor.BYTES;
                }
            }
        }
    }

    /// Called when a stream begins behind another: the frame before its header must not be an empty end.
    private void noteEarlyEnd() {
        final Frame before = frames.get(frames.size() - 2);
        if (before.kind() == FrameKind.END && before.payloadBytes() == 0) {
            problem(
                    Problem.Kind.EARLY_END,
                    before.offsetBytes(),
                    "an empty end message without a footer before another stream: Rerun does not read what follows");
        }
    }

    /// @return where the next frame begins, or -1 when this one can't be read and with it the rest
    private long readMessage(final long at) {
        final long left = file.byteSize() - at;
        if (left < MessageHeaderDescriptor.BYTES) {
            problem(
                    Problem.Kind.CUT,
                    at,
                    "the file ends inside a message header: expected " + MessageHeaderDescriptor.BYTES
                            + " bytes, found " + left);
            return -1;
        }
        final long number = file.get(Layouts.LONG, at + MessageHeaderDescriptor.KIND_OFFSET);
        final long lengthBytes = file.get(Layouts.LONG, at + MessageHeaderDescriptor.LENGTH_OFFSET);
        if (number < MessageHeaderDescriptor.KIND_END || number > MessageHeaderDescriptor.KIND_BLUEPRINT_ACTIVATION) {
            problem(
                    Problem.Kind.UNKNOWN_MESSAGE,
                    at,
                    "message kind " + Long.toUnsignedString(number) + ", expected 0 to 3; the " + left
                            + " bytes from here on are lost");
            return -1;
        }
        final long payloadAt = at + MessageHeaderDescriptor.BYTES;
        if (lengthBytes < 0 || lengthBytes > file.byteSize() - payloadAt) {
            problem(
                    Problem.Kind.CUT,
                    at,
                    "the file ends inside a message: expected " + Long.toUnsignedString(lengthBytes)
                            + " bytes behind its header, found " + (file.byteSize() - payloadAt));
            return -1;
        }
        final FrameKind kind = kindOf(number);
        frames.add(new Frame(kind, at, MessageHeaderDescriptor.BYTES + lengthBytes));
        try {
            final MemorySegment payload = file.asSlice(payloadAt, lengthBytes);
            if (kind == FrameKind.SET_STORE_INFO) {
                addStore(StoreMessages.readSetStoreInfo(new ProtobufReader(payload, payloadAt)));
            } else if (kind == FrameKind.CHUNK) {
                addChunk(ArrowMessage.read(payload, payloadAt), payloadAt, lengthBytes);
            }
        } catch (final MalformedMessageException e) {
            problem(Problem.Kind.BAD_MESSAGE, e.offsetBytes(), e.getMessage());
        }
        return payloadAt + lengthBytes;
    }

    private static FrameKind kindOf(final long number) {
        return switch ((int) number) {
            case (int) MessageHeaderDescriptor.KIND_SET_STORE_INFO -> FrameKind.SET_STORE_INFO;
            case (int) MessageHeaderDescriptor.KIND_ARROW -> FrameKind.CHUNK;
            case (int) MessageHeaderDescriptor.KIND_BLUEPRINT_ACTIVATION -> FrameKind.BLUEPRINT_ACTIVATION;
            default -> FrameKind.END;
        };
    }

    private void addStore(final RawStoreInfo raw) {
        final RawStoreId id = raw.store();
        if (id.applicationId() != null) {
            applications.put(new RecordingKey(id.kind(), id.recordingId()), id.applicationId());
        }
        final StoreId store = id.resolved(StoreIdDescriptor.UNKNOWN_APPLICATION);
        // The stream header's version overrides the store's, except that nobody else knows that of other programs.
        stores.put(store, new StoreInfo(store, raw.source(), raw.version()));
    }

    private void addChunk(final ArrowMessage message, final long offset, final long lengthBytes) {
        final RawStoreId raw = message.store();
        final String known = applications.get(new RecordingKey(raw.kind(), raw.recordingId()));
        if (raw.applicationId() == null && known == null) {
            unresolved.add(chunks.size());
        }
        chunks.add(entry(
                message,
                offset,
                lengthBytes,
                raw.resolved(known == null ? StoreIdDescriptor.UNKNOWN_APPLICATION : known)));
    }

    /// The chunk whose message is said to be at `offset`; nothing when there is no such message, or it is of
    /// another store.
    static Optional<ChunkEntry> chunkAt(
            final MemorySegment file, final long offset, final long lengthBytes, final StoreId store) {
        final long headerAt = offset - MessageHeaderDescriptor.BYTES;
        if (headerAt < StreamHeaderDescriptor.BYTES
                || lengthBytes < 0
                || offset > file.byteSize()
                || lengthBytes > file.byteSize() - offset
                || file.get(Layouts.LONG, headerAt + MessageHeaderDescriptor.KIND_OFFSET)
                        != MessageHeaderDescriptor.KIND_ARROW
                || file.get(Layouts.LONG, headerAt + MessageHeaderDescriptor.LENGTH_OFFSET) != lengthBytes) {
            return Optional.empty();
        }
        try {
            final ArrowMessage message = ArrowMessage.read(file.asSlice(offset, lengthBytes), offset);
            final StoreId found = message.store().resolved(store.applicationId());
            return found.equals(store) ? Optional.of(entry(message, offset, lengthBytes, store)) : Optional.empty();
        } catch (final MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static ChunkEntry entry(
            final ArrowMessage message, final long offset, final long lengthBytes, final StoreId store) {
        return new ChunkEntry(
                offset,
                lengthBytes,
                store,
                message.compression(),
                message.payloadOffset(),
                message.payloadBytes(),
                message.uncompressedBytes(),
                message.chunkId(),
                message.markedStatic(),
                message.checksum());
    }

    /// A store info may come behind the chunks.
    private void resolveLate() {
        for (final int place : unresolved) {
            final ChunkEntry chunk = chunks.get(place);
            final StoreId store = chunk.store();
            final String application = applications.get(new RecordingKey(store.kind(), store.recordingId()));
            if (application != null) {
                final StoreId resolved = new StoreId(store.kind(), application, store.recordingId());
                chunks.set(
                        place,
                        new ChunkEntry(
                                chunk.offsetBytes(),
                                chunk.lengthBytes(),
                                resolved,
                                chunk.compression(),
                                chunk.payloadOffset(),
                                chunk.payloadBytes(),
                                chunk.uncompressedBytes(),
                                chunk.chunkId(),
                                chunk.markedStatic(),
                                chunk.checksum()));
            }
        }
        for (final ChunkEntry chunk : chunks) {
            addUndescribed(chunk.store());
        }
    }

    private void addUndescribed(final StoreId store) {
        stores.computeIfAbsent(store, id -> new StoreInfo(id, StoreSource.UNKNOWN, versions.getFirst()));
    }

    private void problem(final Problem.Kind kind, final long at, final String message) {
        problems.add(new Problem(kind, at, message));
    }
}
