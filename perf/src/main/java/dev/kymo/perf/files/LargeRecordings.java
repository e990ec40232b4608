package dev.kymo.perf.files;

import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Two recordings with chunks of 1 MiB, one twenty times as long as the other, made once and kept. A row has a number
/// and a payload of zeros; payloads are holes in the file, so that 20 GB fit everywhere and a warm file stays warm.
///
/// @param entities take turns with chunks
record LargeRecordings(Path small, Path large, int entities, int smallChunks, int largeChunks) {
    static final StoreId STORE = StoreId.recording("bench", "open-large");
    static final Timeline FRAME = new Timeline("frame", TimeType.SEQUENCE);
    static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");

    private static final ComponentDescriptor PAYLOAD = ComponentDescriptor.of("payload");
    private static final int TIMES = 20;
    private static final int ROWS = 32;
    private static final int PAYLOAD_BYTES = 32 << 10;
    private static final int PAGE_BYTES = 4096;
    /// Holes are dug after so many bytes, before the system writes what will be one.
    private static final long DUG_BYTES = 64L << 20;

    /// @param hasFooter whether they end with one
    /// @throws IOException when they can't be made
    static LargeRecordings of(final CaseSpec bench, final boolean hasFooter) throws IOException {
        final int entities = bench.size(200, 1000);
        final int chunks = bench.size(250, 1000);
        final LargeRecordings files = new LargeRecordings(
                file(bench, entities, chunks, hasFooter),
                file(bench, entities, chunks * TIMES, hasFooter),
                entities,
                chunks,
                chunks * TIMES);
        make(bench, files.small, entities, chunks, hasFooter);
        make(bench, files.large, entities, chunks * TIMES, hasFooter);
        return files;
    }

    private static Path file(final CaseSpec bench, final int entities, final int chunks, final boolean hasFooter) {
        final String name = "open-large-" + entities + "-" + chunks;
        return bench.data().resolve(name + (hasFooter ? ".rrd" : "-no-footer.rrd"));
    }

    private static void make(
            final CaseSpec bench, final Path file, final int entities, final int chunks, final boolean hasFooter)
            throws IOException {
        if (Files.exists(file)) {
            return;
        }
        final Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(unfinished);
        if (hasFooter) {
            write(unfinished, entities, chunks);
        } else {
            final Path whole = file(bench, entities, chunks, true);
            make(bench, whole, entities, chunks, true);
            cutFooter(whole, unfinished);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(final Path file, final int entities, final int chunks) throws IOException {
        final ArrayData payload =
                ArrayData.flat(Datatype.UINT8, PAYLOAD_BYTES, Arena.ofAuto().allocate(PAYLOAD_BYTES, Long.BYTES));
        try (Stores stores = new Stores();
                RrdWriter writer = RrdWriter.create(file, RrdWriterOptions.DEFAULT);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                StoreIngest ingest = new StoreIngest(
                        stores, writer, new SealPolicy(Long.MAX_VALUE, ROWS, Long.MAX_VALUE, Long.MAX_VALUE))) {
            long dugBytes = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                for (int i = 0; i < ROWS; i++) {
                    ingest.append(STORE, row(chunk % entities, chunk / entities * ROWS + i, payload));
                }
                if (channel.size() - dugBytes >= DUG_BYTES) {
                    dugBytes = digHoles(file, channel, dugBytes);
                }
            }
            ingest.sealAll();
            digHoles(file, channel, dugBytes);
        }
    }

    private static DataRow row(final int entity, final int row, final ArrayData payload) {
        return new DataRow(
                RowIds.PROCESS.next(),
                EntityPath.of("e" + entity),
                TimePoint.of(FRAME, row * OpenData.STEP),
                List.of(
                        new DataCell(VALUE, ArrayData.doubles(Datatype.FLOAT64, OpenData.value(entity, row))),
                        new DataCell(PAYLOAD, payload)));
    }

    /// Makes holes of runs of pages that have nothing but zeros.
    ///
    /// @return up to where
    private static long digHoles(final Path file, final FileChannel channel, final long fromBytes) throws IOException {
        final long from = fromBytes / PAGE_BYTES * PAGE_BYTES;
        final long to = channel.size() / PAGE_BYTES * PAGE_BYTES;
        if (to <= from) {
            return fromBytes;
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, from, to - from, arena);
            final MemorySegment zeros = arena.allocate(PAGE_BYTES);
            long begin = -1;
            for (long at = 0; at <= bytes.byteSize(); at += PAGE_BYTES) {
                final boolean isZero =
                        at < bytes.byteSize() && bytes.asSlice(at, PAGE_BYTES).mismatch(zeros) < 0;
                if (isZero && begin < 0) {
                    begin = at;
                } else if (!isZero && begin >= 0) {
                    Libc.punchHole(file, from + begin, at - begin);
                    begin = -1;
                }
            }
        }
        return to;
    }

    private static void cutFooter(final Path whole, final Path file) throws IOException {
        final long end;
        try (RrdFile opened = RrdFile.open(whole)) {
            end = opened.footer().orElseThrow().offsetBytes();
        }
        // It knows about holes; copying by the JDK would fill them.
        final Process copy = new ProcessBuilder("cp", "--sparse=auto", whole.toString(), file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (copy.waitFor() != 0) {
                throw new IOException("cp of " + whole + " ended with " + copy.exitValue());
            }
        } catch (final InterruptedException e) {
            copy.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
    }

    /// The question: the newest row of every entity at or before it, in the middle of the short recording.
    long askedTime() {
        return (long) Math.max(1, smallChunks / entities) * ROWS / 2 * OpenData.STEP;
    }
}
