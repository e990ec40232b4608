package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Writes what a file consists of, frame by frame, for people.
public final class RrdPrint {
    private final RrdFile file;
    private final Appendable out;
    private final boolean verbose;

    private RrdPrint(final RrdFile file, final Appendable out, final boolean verbose) {
        this.file = file;
        this.out = out;
        this.verbose = verbose;
    }

    /// One line per frame and one per problem.
    ///
    /// @param verbose whether every column of every chunk gets a line of its own, and every chunk of a manifest
    /// @throws IOException when `out` fails
    public static void print(final RrdFile file, final Appendable out, final boolean verbose) throws IOException {
        new RrdPrint(file, out, verbose).print();
    }

    private void print() throws IOException {
        final Iterator<StreamVersion> versions = file.versions().iterator();
        final Iterator<ChunkEntry> entries = file.entries().iterator();
        ChunkEntry next = entries.hasNext() ? entries.next() : null;
        for (final Frame frame : file.frames()) {
            out.append("@").append(Long.toString(frame.offsetBytes())).append(' ');
            if (frame.kind() == FrameKind.CHUNK && next != null && next.offsetBytes() == frame.payloadOffset()) {
                chunk(next);
                next = entries.hasNext() ? entries.next() : null;
                continue;
            }
            out.append(frame.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            if (frame.kind() == FrameKind.STREAM_HEADER) {
                line(", version " + versions.next());
            } else {
                line(", " + frame.lengthBytes() + " bytes");
            }
        }
        for (final StoreInfo info : file.stores()) {
            line(describe(info.store()) + ", made by "
                    + info.source().kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + (info.source().detail().isEmpty()
                            ? ""
                            : " (" + info.source().detail() + ")")
                    + " " + info.version());
        }
        if (file.footer().isPresent()) {
            footer(file.footer().get());
        }
        for (final Problem problem : file.problems()) {
            line("problem at " + problem);
        }
    }

    private void line(final String text) throws IOException {
        out.append(text).append('\n');
    }

    private static String describe(final StoreId store) {
        return store.kind().name().toLowerCase(Locale.ROOT) + " " + store.applicationId() + "/" + store.recordingId();
    }

    private void chunk(final ChunkEntry entry) throws IOException {
        final StringBuilder text = new StringBuilder("chunk, " + entry.lengthBytes() + " bytes, ");
        text.append(describe(entry.store())).append(", ");
        text.append(
                entry.compression() == Compression.LZ4
                        ? "lz4 " + entry.payloadBytes() + " of " + entry.uncompressedBytes()
                        : "data " + entry.payloadBytes() + " at " + entry.payloadOffset());
        try {
            file.peek(entry, stream -> {
                final IpcBatch batch = IpcReader.read(stream);
                describe(text, entry, batch, ChunkCodec.decodeAsWritten(batch));
                return true;
            });
        } catch (final RrdException e) {
            text.append(", unreadable: ").append(e.getMessage());
        }
        line(text.toString());
    }

    private void describe(final StringBuilder text, final ChunkEntry entry, final IpcBatch batch, final Chunk chunk) {
        text.append(", ").append(chunk.entity()).append(", id ").append(chunk.id());
        text.append(", ").append(chunk.rowCount()).append(chunk.rowCount() == 1 ? " row" : " rows");
        if (entry.compression() == Compression.NONE && BufferAlignment.isAligned(chunk)) {
            text.append(", aligned");
        }
        if (chunk.isStatic()) {
            text.append(", static");
        } else if (chunk.rowCount() > 0) {
            for (final TimeColumn time : chunk.timelines()) {
                text.append(", ").append(time.timeline().name()).append(' ').append(time.minTime());
                text.append(" to ").append(time.maxTime()).append(time.isSorted() ? "" : " unsorted");
            }
        }
        if (!verbose) {
            return;
        }
        text.append("\n    ").append(new TreeMap<>(batch.metadata()));
        for (int i = 0; i < batch.fields().size(); i++) {
            final IpcField field = batch.fields().get(i);
            final ArrayData column = batch.columns().get(i);
            text.append("\n    ").append(field.name()).append(": ").append(field.type());
            text.append(field.nullable() ? "" : " not null").append(", ").append(column.nullCount());
            text.append(" nulls ").append(sorted(field.metadata()));
        }
    }

    private static Map<String, String> sorted(final Map<String, String> metadata) {
        return new TreeMap<>(metadata);
    }

    private void footer(final Footer footer) throws IOException {
        for (final Manifest manifest : footer.manifests()) {
            line("manifest of " + describe(manifest.store()) + ", " + manifest.chunkCount() + " chunks");
            for (int i = 0; verbose && i < manifest.chunkCount(); i++) {
                line("    " + manifest.byteOffset(i) + ", " + manifest.byteSize(i) + " bytes, " + manifest.entity(i)
                        + ", id " + manifest.chunkId(i) + ", " + manifest.rowCount(i) + " rows"
                        + (manifest.isStatic(i) ? ", static" : ""));
            }
        }
    }
}
