package dev.kymo.rrd;

import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkMerger;
import dev.kymo.store.chunk.WrittenChunk;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a recording's file anew, with the same rows in another form: packed, to be small (LZ4, small chunks put
/// together), or aligned, to be mapped (uncompressed, every buffer at a multiple of 64). Both ways, and for files by
/// others: all stores, what describes them, columns and metadata that nobody knows stay; what older versions of the
/// format called otherwise has today's names. The result is one stream of the present version with a footer.
///
/// Memory beyond the two files: what is known of each chunk, twice a merged chunk's size, and for a chunk that has to
/// be unpacked or packed its size, each.
public final class RrdRewrite {
    private final Limits limits;
    private final Compression form;
    private final Progress progress;
    private final RrdFile file;
    private final Set<List<Object>> seen = new HashSet<>();
    private final Map<Long, List<ChunkEntry>> outputs = new HashMap<>();
    private long rows;
    private int duplicates;
    private long doneBytes;
    private long totalBytes;

    /// How large chunks become that small ones are put together to.
    ///
    /// @param maxBytes of values, uncompressed
    /// @param maxRows rows
    public record Limits(long maxBytes, int maxRows) {
        /// 4 MiB, 65,536 rows.
        public static final Limits DEFAULT = new Limits(4L << 20, 1 << 16);

        public Limits {
            if (maxBytes < 1 || maxRows < 1) {
                throw new IllegalArgumentException("maxBytes=" + maxBytes + ", maxRows=" + maxRows);
            }
        }
    }

    /// Hears how far the work is.
    @FunctionalInterface
    public interface Progress {
        /// @param totalBytes of work, about as many as the file has
        void update(long doneBytes, long totalBytes);
    }

    /// What was done.
    ///
    /// @param rows in the result
    /// @param duplicateChunks chunks that were left out since the file has them twice, which readers ignore
    /// @param problems of the source that lost no row: they concern its footer, which is made anew
    public record Report(
            Path source,
            Path target,
            long bytesIn,
            long bytesOut,
            long chunksIn,
            long chunksOut,
            long rows,
            int duplicateChunks,
            double seconds,
            List<Problem> problems) {
        public Report {
            problems = List.copyOf(problems);
        }

        /// As `kymo rrd pack --json` prints it, on one line.
        public String toJson() {
            return new JsonText()
                    .beginObject()
                    .field("file", source.toString())
                    .field("output", target.toString())
                    .field("bytes_in", bytesIn)
                    .field("bytes_out", bytesOut)
                    .field("chunks_in", chunksIn)
                    .field("chunks_out", chunksOut)
                    .field("rows", rows)
                    .field("duplicate_chunks", duplicateChunks)
                    .field("seconds", seconds)
                    .endObject()
                    .toString();
        }
    }

    private RrdRewrite(final RrdFile file, final Compression form, final Limits limits, final Progress progress) {
        this.file = file;
        this.form = form;
        this.limits = limits;
        this.progress = progress;
    }

    /// Packs a file. The result has its name only once it is whole; when this fails there is none.
    ///
    /// @param overwrite whether a file that is there gives way; the source never does
    /// @throws FileAlreadyExistsException when `target` is there
    /// @throws RrdException when the source is damaged, with the place (nothing of it is passed over), or is the
    ///     target
    public static Report pack(
            final Path source, final Path target, final boolean overwrite, final Limits limits, final Progress progress)
            throws IOException {
        return rewrite(source, target, overwrite, Compression.LZ4, limits, progress);
    }

    /// Aligns a file: chunk by chunk, in its order. Otherwise as [#pack].
    public static Report align(final Path source, final Path target, final boolean overwrite, final Progress progress)
            throws IOException {
        return rewrite(source, target, overwrite, Compression.NONE, Limits.DEFAULT, progress);
    }

    private static Report rewrite(
            final Path source,
            final Path target,
            final boolean overwrite,
            final Compression form,
            final Limits limits,
            final Progress progress)
            throws IOException {
        final long beganNs = System.nanoTime();
        if (Files.exists(target)) {
            if (Files.exists(source) && Files.isSameFile(source, target)) {
                throw RrdException.ofWhole(target, "is the file to be read; the result needs a name of its own", null);
            }
            if (!overwrite) {
                throw new FileAlreadyExistsException(target.toString(), null, "is there already");
            }
        }
        try (RrdFile file = RrdFile.open(source)) {
            final RrdRewrite rewrite = new RrdRewrite(file, form, limits, progress);
            rewrite.requireWhole();
            final long chunksOut = rewrite.writeWhole(target);
            return new Report(
                    source,
                    target,
                    file.sizeBytes(),
                    Files.size(target),
                    file.entries().size(),
                    chunksOut,
                    rewrite.rows,
                    rewrite.duplicates,
                    (System.nanoTime() - beganNs) / 1e9,
                    file.problems());
        }
    }

    /// A copy that lacks what could not be read would pass for the whole.
    private void requireWhole() throws RrdException {
        file.frames();
        for (final Problem problem : file.problems()) {
            switch (problem.kind()) {
                case BAD_FOOTER, MANIFEST, EARLY_END, DUPLICATE_CHUNK -> {
                    // The footer is made anew, and so is the one stream that comes of several
                }
                default -> throw damaged(problem.offsetBytes(), problem.message());
            }
        }
        for (final ChunkEntry entry : file.entries()) {
            if (!file.hasIntactPayload(entry)) {
                throw damaged(
                        entry.payloadOffset(), "the chunk's payload is not what was written: its checksum differs");
            }
        }
    }

    private RrdException damaged(final long at, final String reason) {
        return new RrdException(file.path(), at, reason + "; kymo rrd repair makes a whole file of what can be read");
    }

    private long writeWhole(final Path target) throws IOException {
        final Path partial = target.resolveSibling(target.getFileName() + ".partial");
        if (Files.isRegularFile(partial)) {
            AppendFile.delete(partial);
        }
        try {
            final long chunks = writeTo(partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return chunks;
        } catch (final IOException | RuntimeException | Error e) {
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    private long writeTo(final Path partial) throws IOException {
        final FooterBuilder footer = new FooterBuilder(form);
        try (AppendFile out = AppendFile.create(partial);
                ChunkAppender chunks = new ChunkAppender(out, footer, Lz4Packer.small())) {
            out.append(List.of(MemorySegment.ofArray(StreamHeaderDescriptor.written())));
            plan();
            for (final Frame frame : file.frames()) {
                switch (frame.kind()) {
                    case SET_STORE_INFO, BLUEPRINT_ACTIVATION ->
                        out.append(List.of(file.bytes().asSlice(frame.offsetBytes(), frame.lengthBytes())));
                    case CHUNK -> {
                        final List<ChunkEntry> output = outputs.remove(frame.payloadOffset());
                        if (output != null) {
                            write(output, chunks, footer);
                        }
                    }
                    case STREAM_HEADER, END, STREAM_FOOTER -> {
                        // One stream comes of all
                    }
                }
            }
            if (footer.chunkCount() > 0) {
                out.appendLast(footer.frame(out.sizeBytes()));
            }
            out.force();
        }
        return footer.chunkCount();
    }

    /// Decides which chunks go together. Their places in the file are kept, no data.
    private void plan() throws RrdException {
        final boolean merges = form == Compression.LZ4;
        final PackPlan plan = new PackPlan(limits);
        final long bytes =
                file.entries().stream().mapToLong(ChunkEntry::lengthBytes).sum();
        totalBytes = merges ? 2 * bytes : bytes;
        for (final ChunkEntry entry : file.entries()) {
            if (merges) {
                peek(entry, (_, written) -> {
                    if (isNew(entry.store(), written.chunk().id())) {
                        plan.add(entry, written);
                    }
                });
                did(entry);
            } else {
                outputs.put(entry.offsetBytes(), List.of(entry));
            }
        }
        outputs.putAll(plan.outputs());
    }

    /// Readers leave a chunk out whose id they know: merged with another, its rows would be there twice.
    private boolean isNew(final StoreId store, final ChunkId id) {
        final boolean isNew = seen.add(List.of(store, id));
        duplicates += isNew ? 0 : 1;
        return isNew;
    }

    private void did(final ChunkEntry entry) {
        doneBytes += entry.lengthBytes();
        progress.update(doneBytes, totalBytes);
    }

    /// What is done with a chunk.
    private interface Look {
        void at(MemorySegment stream, WrittenChunk written) throws RrdException;
    }

    private void peek(final ChunkEntry entry, final Look look) throws RrdException {
        final boolean[] begun = {false};
        try {
            file.peek(entry, stream -> {
                final WrittenChunk written = WrittenChunk.read(stream);
                begun[0] = true;
                look.at(stream, written);
                return true;
            });
        } catch (final RrdException e) {
            throw begun[0] ? e : damaged(entry.payloadOffset(), "a chunk that can't be read: " + e.reason());
        }
    }

    private void write(final List<ChunkEntry> output, final ChunkAppender chunks, final FooterBuilder footer)
            throws RrdException {
        if (output.size() == 1) {
            final ChunkEntry entry = output.getFirst();
            peek(entry, (stream, written) -> {
                if (form == Compression.LZ4
                        || isNew(entry.store(), written.chunk().id())) {
                    writeOne(entry, stream, written, chunks, footer);
                }
            });
        } else {
            writeMerged(output, chunks, footer);
        }
        output.forEach(this::did);
    }

    private void writeOne(
            final ChunkEntry entry,
            final MemorySegment stream,
            final WrittenChunk written,
            final ChunkAppender chunks,
            final FooterBuilder footer)
            throws RrdException {
        final boolean staysAsItIs = !written.isRenamed() && (form == Compression.LZ4 || written.isAligned(stream));
        if (staysAsItIs) {
            append(entry.store(), written.chunk(), List.of(stream), stream.byteSize(), chunks, footer);
        } else if (written.canBeEncoded()) {
            final EncodedIpc payload = written.encode();
            append(entry.store(), written.chunk(), payload.parts(), payload.lengthBytes(), chunks, footer);
        } else if (written.canBeAppended()) {
            try (ChunkMerger copy = new ChunkMerger(List.of(written))) {
                append(entry.store(), copy, chunks, footer);
            }
        } else {
            throw damaged(entry.payloadOffset(), "a chunk with 64-bit offsets that do not begin at 0");
        }
    }

    private void writeMerged(final List<ChunkEntry> output, final ChunkAppender chunks, final FooterBuilder footer)
            throws RrdException {
        final List<WrittenChunk> parts = new ArrayList<>();
        final List<OffHeap.Block> unpacked = new ArrayList<>();
        try {
            for (final ChunkEntry entry : output) {
                MemorySegment stream = file.bytes().asSlice(entry.payloadOffset(), entry.payloadBytes());
                if (entry.compression() == Compression.LZ4) {
                    final OffHeap.Block block = RrdFile.unpack(stream, entry, MemoryTag.SCRATCH);
                    unpacked.add(block);
                    stream = block.segment().asSlice(0, entry.uncompressedBytes());
                }
                parts.add(WrittenChunk.read(stream));
            }
            try (ChunkMerger merged = new ChunkMerger(parts)) {
                append(output.getFirst().store(), merged, chunks, footer);
            }
        } finally {
            unpacked.forEach(OffHeap.Block::close);
        }
    }

    private void append(
            final StoreId store, final ChunkMerger merged, final ChunkAppender chunks, final FooterBuilder footer)
            throws RrdException {
        final EncodedIpc payload = merged.encode();
        append(store, merged.chunk(), payload.parts(), payload.lengthBytes(), chunks, footer);
    }

    private void append(
            final StoreId store,
            final Chunk chunk,
            final List<MemorySegment> payload,
            final long payloadBytes,
            final ChunkAppender chunks,
            final FooterBuilder footer)
            throws RrdException {
        final ChunkAppender.Place place = chunks.append(store, chunk, payload, payloadBytes, form);
        footer.add(store, chunk, place.messageAt(), place.messageBytes(), payloadBytes);
        rows += chunk.rowCount();
    }
}
