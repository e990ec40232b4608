package dev.kymo.perf.ingesting;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Bursts of rows are staged, then taken on one thread while the clock runs until queries see them.
public final class IngestSide implements Side {
    public static final String SCALARS = "scalars";
    public static final String SCALARS_TWO = "scalars-2-producers";
    /// Chunks are given back as a sweep would, so that memory is used again.
    public static final String IMAGES = "image-1mib";
    /// Nothing is given back: each image needs memory that nobody has used before.
    public static final String IMAGES_KEPT = "image-1mib-kept";
    /// A commit for each row.
    public static final String TABLES = "tables-of-one-row";
    /// What is compared in [#TABLES].
    public static final String CHUNKS = "chunks_per_100k_rows";
    /// From commit to query, one row a millisecond.
    public static final String VISIBLE = "commit-to-visible-1khz";
    /// A recorder that has nothing to do.
    public static final String IDLE = "idle-recorder";
    /// What is compared in [#IDLE].
    public static final String IDLE_SHARE = IdleSide.SHARE;

    private static final int IMAGE_BYTES = 1 << 20;
    private static final int SCALARS_PER_BURST = 10_000;
    private static final int IMAGES_PER_BURST = 8;
    /// Stores keep what they are given: rounds must not fill the machine's memory.
    private static final int MAX_SCALAR_BURSTS = 60;
    private static final int MAX_IMAGE_BURSTS = 12;

    private final Supplier<IngestStore> stores;
    private final double[] values = new double[SCALARS_PER_BURST];
    private @Nullable IngestStore store;
    private @Nullable CaseSpec prepared;
    private SplittableRandom random = new SplittableRandom(0);
    private long time;

    public IngestSide(final Supplier<IngestStore> stores) {
        this.stores = stores;
    }

    private static boolean isImages(final CaseSpec bench) {
        return bench.name().equals(IMAGES) || bench.name().equals(IMAGES_KEPT);
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        close();
        prepared = bench;
        random = new SplittableRandom(bench.seed());
        time = 0;
        final IngestStore fresh = stores.get();
        store = fresh;
        fresh.begin(bench, isImages(bench) ? IMAGE_BYTES : 0);
        stage(fresh, bench);
        fresh.ingest();
        stage(fresh, bench);
        fresh.ingest();
        return (long) fresh.sum();
    }

    private int stage(final IngestStore into, final CaseSpec bench) throws Exception {
        final int rows = isImages(bench) ? IMAGES_PER_BURST : SCALARS_PER_BURST;
        for (int i = 0; i < rows; i++) {
            values[i] = random.nextInt(1 << 20);
        }
        into.stage(time, values, rows);
        time += rows;
        return rows;
    }

    @Override
    public int maxUnits() {
        return prepared != null && isImages(prepared) ? MAX_IMAGE_BURSTS : MAX_SCALAR_BURSTS;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        if (store == null || prepared == null) {
            throw new IllegalStateException("no case was prepared");
        }
        for (int burst = 0; burst < units; burst++) {
            final int rows = stage(store, prepared);
            sample.start();
            final long beganNs = System.nanoTime();
            store.ingest();
            sample.recordBatch(System.nanoTime() - beganNs, rows);
            sample.stop(rows);
            sample.addBytes((long) rows * (isImages(prepared) ? IMAGE_BYTES : Double.BYTES));
        }
        sample.figure("rows_per_s", sample.ops() / sample.wallNs() * 1e9);
        if (prepared.name().equals(TABLES)) {
            sample.figure(CHUNKS, store.chunksPer100kRows());
        }
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
