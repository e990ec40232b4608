package dev.kymo.perf.files;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.rrd.IndexedRecording;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One operation is opening a large recording, one latest-at on every entity, and closing it; the same with one a
/// twentieth as long goes before each, and what is claimed is the ratio of their times.
public final class LargeOpenSide implements Side {
    public static final String SIDE_FILE = "20-times-side-file";
    public static final String FOOTER = "20-times-footer";
    public static final String NO_FOOTER = "20-times-no-footer";

    /// Figures that goals name.
    public static final String LARGE_OVER_SMALL = "large_over_small";
    public static final String FIRST_ANSWER = "first_answer_ns";
    public static final String PER_CHUNK = "per_chunk_ns";
    public static final String HELD_BYTES = "held_bytes";
    public static final String EQUIVALENT = "file_bytes_per_s";

    private static final double NANOS_PER_SECOND = 1e9;

    private @Nullable LargeRecordings files;
    private IndexOptions options = IndexOptions.defaults();
    private long heldBytes;

    /// What one opening took.
    private record Took(long firstNs, long allNs, double sum) {}

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        final LargeRecordings made = LargeRecordings.of(bench, !bench.name().equals(NO_FOOTER));
        files = made;
        final boolean keepsIndex = bench.name().equals(SIDE_FILE);
        options = IndexOptions.defaults().withKeptFromChunks(keepsIndex ? 1 : Integer.MAX_VALUE);
        final double small = open(made.small()).sum();
        final double large = open(made.large()).sum();
        if (small != large) {
            throw new IllegalStateException("the answers of the two recordings differ: " + small + ", " + large);
        }
        heldBytes = heldBytes(made.large());
        return (long) large;
    }

    private Took open(final Path file) throws IOException {
        final long beganNs = System.nanoTime();
        try (IndexedRecording opened = IndexedRecording.open(file, options);
                RecordingStore store =
                        new RecordingStore(LargeRecordings.STORE, opened.chunks(LargeRecordings.STORE))) {
            return ask(store, beganNs);
        }
    }

    private Took ask(final RecordingStore store, final long beganNs) {
        long firstNs = 0;
        double sum = 0;
        try (StoreReader reader = store.reader()) {
            for (final EntityPath entity : store.entities()) {
                sum += reader.latestAt(
                                entity,
                                LargeRecordings.VALUE.component(),
                                LargeRecordings.FRAME.name(),
                                recordings().askedTime())
                        .orElseThrow()
                        .instances()
                        .flatBytes()
                        .get(Layouts.DOUBLE, 0);
                firstNs = firstNs == 0 ? System.nanoTime() - beganNs : firstNs;
            }
        }
        return new Took(firstNs, System.nanoTime() - beganNs, sum);
    }

    /// Java objects that live and off-heap memory, of a recording that is open and has been asked; not the file's
    /// pages. The collector counts its pages of 2 MiB.
    private long heldBytes(final Path file) throws IOException {
        final long before = usedBytes();
        try (IndexedRecording opened = IndexedRecording.open(file, options);
                RecordingStore store =
                        new RecordingStore(LargeRecordings.STORE, opened.chunks(LargeRecordings.STORE))) {
            ask(store, System.nanoTime());
            return Math.max(0, usedBytes() - before);
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + OffHeap.usedBytes();
    }

    private LargeRecordings recordings() {
        final LargeRecordings prepared = files;
        if (prepared == null) {
            throw new IllegalStateException("no case was prepared");
        }
        return prepared;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        final LargeRecordings opened = recordings();
        final double[] smallNs = new double[units];
        final double[] largeNs = new double[units];
        final double[] firstNs = new double[units];
        for (int i = 0; i < units; i++) {
            smallNs[i] = open(opened.small()).allNs();
            sample.start();
            final Took took = open(opened.large());
            sample.stop(1);
            sample.recordBatch(took.allNs(), 1);
            largeNs[i] = took.allNs();
            firstNs[i] = took.firstNs();
        }
        final double large = median(largeNs);
        final double small = median(smallNs);
        sample.figure(LARGE_OVER_SMALL, large / small);
        sample.figure("small_ns", small);
        sample.figure(FIRST_ANSWER, median(firstNs));
        sample.figure(PER_CHUNK, (large - small) / (opened.largeChunks() - opened.smallChunks()));
        sample.figure(HELD_BYTES, (double) heldBytes);
        sample.figure(EQUIVALENT, Files.size(opened.large()) / large * NANOS_PER_SECOND);
    }

    private static double median(final double[] values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
