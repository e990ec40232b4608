package dev.kymo.rrd;

import dev.kymo.rrd.format.ArrowMessageDescriptor;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes a whole file of a damaged one: keeps every frame that can be used, in its order, and writes a footer.
/// All of the file is read and compared with its checksums.
///
/// Where the head of a frame is damaged, nothing behind it can be found by walking; chunks that a whole footer
/// lists are found nevertheless. Footers that the file has are not kept but made anew, one for all streams.
/// Streams of a version without footers get none.
public final class RrdRepair {
    private final RrdFile file;
    private final List<Kept> kept = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();

    /// What is not in the result.
    ///
    /// @param offsetBytes where in the original
    /// @param reason in one line
    public record Dropped(long offsetBytes, long lengthBytes, String reason) {
        @Override
        public String toString() {
            return "byte " + offsetBytes + ": dropped " + lengthBytes + " bytes: " + reason;
        }
    }

    /// What was done.
    ///
    /// @param chunks in the result
    /// @param dropped in the order of the original; footers are not listed, unless they were wrong
    /// @param remaining what `RrdVerify` still finds in the result, but for chunks that are there twice:
    ///     claims of chunks that are not so, which need their writer to be mended
    public record Report(int chunks, List<Dropped> dropped, List<Problem> remaining) {
        public Report {
            dropped = List.copyOf(dropped);
            remaining = List.copyOf(remaining);
        }

        /// Whether nothing is wrong with the result.
        public boolean isWhole() {
            return remaining.isEmpty();
        }
    }

    /// A frame that stays.
    ///
    /// @param chunk what it holds, if it is a chunk's
    private record Kept(long offsetBytes, long lengthBytes, Optional<ChunkEntry> chunk) {
        static Kept of(final ChunkEntry chunk) {
            return new Kept(
                    chunk.offsetBytes() - MessageHeaderDescriptor.BYTES,
                    chunk.lengthBytes() + MessageHeaderDescriptor.BYTES,
                    Optional.of(chunk));
        }

        long endBytes() {
            return offsetBytes + lengthBytes;
        }
    }

    private RrdRepair(final RrdFile file) {
        this.file = file;
    }

    /// Writes a whole copy. When that fails there is none.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when `target` is there
    /// @throws RrdException when `source` does not even begin as an `.rrd` file
    public static Report repair(final Path source, final Path target) throws IOException {
        final List<Dropped> dropped;
        try (RrdFile file = RrdFile.open(source)) {
            final RrdRepair repair = new RrdRepair(file);
            repair.choose();
            repair.writeTo(target);
            dropped = repair.dropped;
        }
        return report(target, dropped);
    }

    /// Mends the file itself. It can be read at every instant: where only its end is damaged that is cut off
    /// and the footer written; else a whole copy is made beside it and takes its place.
    ///
    /// @throws RrdException when somebody is writing the file, or it does not even begin as an `.rrd` file
    public static Report repairInPlace(final Path original) throws IOException {
        final List<Dropped> dropped;
        // A link stays a link.
        final Path path = original.toRealPath();
        try (AppendFile locked = AppendFile.open(path);
                RrdFile file = RrdFile.open(path)) {
            final RrdRepair repair = new RrdRepair(file);
            repair.choose();
            if (repair.keepsAllUpToItsEnd()) {
                final FooterBuilder footer = repair.footer();
                locked.truncate(repair.kept.getLast().endBytes());
                repair.finish(locked, footer);
            } else {
                final Path copy = path.resolveSibling(path.getFileName() + ".repairing");
                if (Files.isRegularFile(copy)) {
                    AppendFile.delete(copy);
                }
                repair.writeTo(copy);
                Files.move(copy, path, StandardCopyOption.ATOMIC_MOVE);
            }
            dropped = repair.dropped;
        }
        return report(path, dropped);
    }

    private static Report report(final Path path, final List<Dropped> dropped) throws RrdException {
        try (RrdFile result = RrdFile.open(path)) {
            final List<Problem> remaining = RrdVerify.verify(result).stream()
                    .filter(problem -> problem.kind() != Problem.Kind.DUPLICATE_CHUNK)
                    .toList();
            return new Report(result.entries().size(), dropped, remaining);
        }
    }

    /// Whether nothing has to move.
    private boolean keepsAllUpToItsEnd() {
        long at = 0;
        for (final Kept frame : kept) {
            if (frame.offsetBytes != at) {
                return false;
            }
            at = frame.endBytes();
        }
        return true;
    }

    /// Decides which frames stay.
    private void choose() {
        final FrameCheck check = new FrameCheck(file);
        for (final Frame frame : file.frames()) {
            if (frame.kind() == FrameKind.END || frame.kind() == FrameKind.STREAM_FOOTER) {
                continue;
            }
            final String fault = check.faultOf(frame);
            if (fault == null) {
                kept.add(new Kept(
                        frame.offsetBytes(),
                        frame.lengthBytes(),
                        frame.kind() == FrameKind.CHUNK ? file.entryAt(frame.payloadOffset()) : Optional.empty()));
            } else {
                dropped.add(new Dropped(frame.offsetBytes(), frame.lengthBytes(), fault));
            }
        }
        for (final Problem problem : file.problems()) {
            switch (problem.kind()) {
                case CUT, TRAILING_BYTES, UNKNOWN_MESSAGE, BAD_STREAM -> dropFrom(problem, check);
                case BAD_FOOTER, EARLY_END -> dropEndAt(problem);
                default -> {
                    // Frames with these have been looked at one by one.
                }
            }
        }
        dropped.sort(Comparator.comparingLong(Dropped::offsetBytes));
    }

    /// What stops the walk is lost, and all behind it but for the chunks that the footer knows the places of.
    private void dropFrom(final Problem stop, final FrameCheck check) {
        long at = stop.offsetBytes();
        for (final ChunkEntry entry : file.listedFrom(at)) {
            final Kept frame = Kept.of(entry);
            if (frame.offsetBytes >= at && check.faultOf(entry) == null) {
                dropGap(stop, at, frame.offsetBytes);
                kept.add(frame);
                at = frame.endBytes();
            }
        }
        final long end = at == stop.offsetBytes() ? file.sizeBytes() : endOfFrames();
        dropGap(stop, at, Math.max(at, end));
    }

    private long endOfFrames() {
        return file.footer()
                .map(footer -> footer.offsetBytes() - MessageHeaderDescriptor.BYTES)
                .orElse(file.sizeBytes());
    }

    private void dropGap(final Problem stop, final long from, final long to) {
        if (to > from) {
            final String reason =
                    from == stop.offsetBytes() ? stop.message() : "no frame that can be read, behind the one before";
            dropped.add(new Dropped(from, to - from, reason));
        }
    }

    private void dropEndAt(final Problem problem) {
        long lengthBytes = 0;
        for (final Frame frame : file.frames()) {
            if (problem.offsetBytes() >= frame.offsetBytes()
                    && problem.offsetBytes() < frame.offsetBytes() + frame.lengthBytes()) {
                lengthBytes = frame.lengthBytes();
            }
        }
        dropped.add(new Dropped(problem.offsetBytes(), lengthBytes, problem.message()));
    }

    private void writeTo(final Path target) throws IOException {
        final AppendFile out = AppendFile.create(target);
        try (out) {
            final FooterBuilder footer = new FooterBuilder();
            for (final Kept frame : kept) {
                copy(frame, out, footer);
            }
            finish(out, footer);
        } catch (final IOException | RuntimeException | Error e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private void copy(final Kept frame, final AppendFile out, final FooterBuilder footer) throws IOException {
        final MemorySegment bytes = file.bytes().asSlice(frame.offsetBytes, frame.lengthBytes);
        if (frame.chunk.isEmpty()) {
            out.append(List.of(bytes));
            return;
        }
        final ChunkEntry entry = frame.chunk.get();
        final long at = out.sizeBytes();
        final boolean staysAligned = (frame.offsetBytes - at) % ArrowMessageDescriptor.PAYLOAD_ALIGNMENT == 0;
        file.peek(entry, stream -> {
            final Chunk chunk = ChunkCodec.decode(stream);
            if (staysAligned || entry.checksum().isEmpty() || entry.compression() != Compression.NONE) {
                out.append(List.of(bytes));
            } else {
                appendAligned(entry, chunk, out);
            }
            final long messageAt = at + MessageHeaderDescriptor.BYTES;
            footer.add(entry.store(), chunk, messageAt, out.sizeBytes() - messageAt, entry.uncompressedBytes());
            return true;
        });
    }

    /// The padding of a frame is right for one place alone: it gets another where the frame moves.
    private void appendAligned(final ChunkEntry entry, final Chunk chunk, final AppendFile out) throws RrdException {
        final byte[] suffix = ChunkFrame.suffix(chunk.id(), chunk.isStatic());
        final MemorySegment prefix = ChunkFrame.prefix(
                entry.store(), entry.payloadBytes(), entry.checksum().orElseThrow(), suffix.length, out.sizeBytes());
        out.append(List.of(
                prefix,
                file.bytes().asSlice(entry.payloadOffset(), entry.payloadBytes()),
                MemorySegment.ofArray(suffix)));
    }

    /// For a file whose frames stay where they are.
    private FooterBuilder footer() throws RrdException {
        final FooterBuilder footer = new FooterBuilder();
        for (final Kept frame : kept) {
            if (frame.chunk.isPresent()) {
                footer.add(file, frame.chunk.get());
            }
        }
        return footer;
    }

    private void finish(final AppendFile out, final FooterBuilder footer) throws IOException {
        if (footer.chunkCount() > 0 && file.versions().stream().allMatch(StreamVersion::hasFooters)) {
            out.appendLast(footer.frame(out.sizeBytes()));
        }
        out.force();
    }
}
