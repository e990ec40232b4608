package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a finished file says about itself: one manifest per store that has chunks. Of a file of several
/// streams this is the last stream's.
public final class Footer {
    private final long offsetBytes;
    private final long lengthBytes;
    private final List<Manifest> manifests;

    private Footer(final long offsetBytes, final long lengthBytes, final List<Manifest> manifests) {
        this.offsetBytes = offsetBytes;
        this.lengthBytes = lengthBytes;
        this.manifests = manifests;
    }

    /// Reads the footer at the end of the file without looking at anything else.
    ///
    /// @return nothing when there is none, or anything is wrong with it
    static Optional<Footer> readAtEnd(final MemorySegment file) {
        final long at = file.byteSize() - StreamFooterDescriptor.BYTES;
        if (!StreamFooterDescriptor.isAt(file, at)) {
            return Optional.empty();
        }
        final long offset = file.get(Layouts.LONG, at + StreamFooterDescriptor.OFFSET_OFFSET);
        final long length = file.get(Layouts.LONG, at + StreamFooterDescriptor.LENGTH_OFFSET);
        final long headerAt = offset - MessageHeaderDescriptor.BYTES;
        if (headerAt < StreamHeaderDescriptor.BYTES
                || offset > at
                || length != at - offset
                || file.get(Layouts.INT, at + StreamFooterDescriptor.ENTRIES_OFFSET) != 1
                || file.get(Layouts.LONG, headerAt + MessageHeaderDescriptor.KIND_OFFSET)
                        != MessageHeaderDescriptor.KIND_END
                || file.get(Layouts.LONG, headerAt + MessageHeaderDescriptor.LENGTH_OFFSET) != length) {
            return Optional.empty();
        }
        final MemorySegment payload = file.asSlice(offset, length);
        if (file.get(Layouts.INT, at + StreamFooterDescriptor.CHECKSUM_OFFSET) != Checksums.ofFooter(payload)) {
            return Optional.empty();
        }
        return parse(payload, offset, new ArrayList<>());
    }

    /// Reads the footer of the last stream; what is wrong with it becomes a problem.
    static Optional<Footer> read(final MemorySegment file, final List<Frame> frames, final List<Problem> problems) {
        final Frame last = frames.getLast();
        if (last.kind() != FrameKind.STREAM_FOOTER) {
            return Optional.empty();
        }
        final long at = last.offsetBytes();
        final Frame end = frames.get(frames.size() - 2);
        final long offset = file.get(Layouts.LONG, at + StreamFooterDescriptor.OFFSET_OFFSET);
        final long length = file.get(Layouts.LONG, at + StreamFooterDescriptor.LENGTH_OFFSET);
        final int entries = file.get(Layouts.INT, at + StreamFooterDescriptor.ENTRIES_OFFSET);
        if (entries != 1) {
            problems.add(problem(at, "the stream footer has " + entries + " entries, expected 1"));
            return Optional.empty();
        }
        // Streams that were put behind each other keep the offsets they had alone.
        final boolean shifted = offset != end.payloadOffset() && length == end.payloadBytes();
        if (length != end.payloadBytes() || (shifted && isOnlyStream(frames))) {
            problems.add(problem(
                    at,
                    "the stream footer points at byte " + offset + " and " + length + " bytes, expected "
                            + end.payloadOffset() + " and " + end.payloadBytes()));
            return Optional.empty();
        }
        final MemorySegment payload = file.asSlice(end.payloadOffset(), end.payloadBytes());
        final int expected = file.get(Layouts.INT, at + StreamFooterDescriptor.CHECKSUM_OFFSET);
        final int found = Checksums.ofFooter(payload);
        if (expected != found) {
            problems.add(problem(
                    at,
                    "the footer's checksum is " + Integer.toHexString(found) + ", expected "
                            + Integer.toHexString(expected)));
            return Optional.empty();
        }
        if (shifted) {
            return Optional.empty();
        }
        return parse(payload, end.payloadOffset(), problems);
    }

    private static boolean isOnlyStream(final List<Frame> frames) {
        return frames.stream().filter(f -> f.kind() == FrameKind.STREAM_HEADER).count() == 1;
    }

    private static Optional<Footer> parse(
            final MemorySegment payload, final long offset, final List<Problem> problems) {
        final List<Manifest> manifests = new ArrayList<>();
        try {
            final ProtobufReader reader = new ProtobufReader(payload, offset);
            while (reader.next()) {
                if (reader.field() == FooterDescriptor.MANIFEST) {
                    manifests.add(Manifest.read(reader.message()));
                }
            }
            return Optional.of(new Footer(offset, payload.byteSize(), List.copyOf(manifests)));
        } catch (final MalformedMessageException e) {
            problems.add(problem(e.offsetBytes(), "manifest: " + e.getMessage()));
        } catch (final MalformedIpcException e) {
            problems.add(problem(offset, "manifest: " + e.getMessage()));
        }
        manifests.forEach(Manifest::close);
        return Optional.empty();
    }

    private static Problem problem(final long at, final String message) {
        return new Problem(Problem.Kind.BAD_FOOTER, at, message);
    }

    /// Where its payload begins in the file.
    public long offsetBytes() {
        return offsetBytes;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    public List<Manifest> manifests() {
        return manifests;
    }

    void close() {
        manifests.forEach(Manifest::close);
    }
}
