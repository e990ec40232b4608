package dev.kymo.perf.ingesting;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One copy of each image into memory that was touched before: the bandwidth that there is.
final class MemcpyIngest implements IngestStore {
    private static final int SLOTS = 64;

    private final Arena arena = Arena.ofShared();
    private @Nullable MemorySegment source;
    private @Nullable MemorySegment target;
    private double[] staged = {};
    private int stagedRows;
    private int next;
    private double sum;

    @Override
    public void begin(final CaseSpec bench, final int payloadBytes) throws UnavailableException {
        if (payloadBytes == 0) {
            throw new UnavailableException("a copy of numbers is no store");
        }
        source = arena.allocate(payloadBytes, 64);
        target = arena.allocate((long) SLOTS * payloadBytes, 64);
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (long at = 0; at < payloadBytes; at += Long.BYTES) {
            source.set(ValueLayout.JAVA_LONG, at, random.nextLong());
        }
        target.fill((byte) 1);
    }

    @Override
    public void stage(final long firstTime, final double[] values, final int rows) {
        staged = values.clone();
        stagedRows = rows;
    }

    @Override
    public void ingest() {
        final long length = source.byteSize();
        for (int row = 0; row < stagedRows; row++) {
            source.set(ValueLayout.JAVA_DOUBLE, 0, staged[row]);
            final long at = (next++ % SLOTS) * length;
            MemorySegment.copy(source, 0, target, at, length);
            sum += target.get(ValueLayout.JAVA_DOUBLE, at);
        }
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public void close() throws IOException {
        arena.close();
    }
}
