package dev.kymo.ingest;

import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;

/// A recorder's surroundings: a folder, a sink that remembers what it got, a listener that remembers what went
/// wrong.
final class Rig {
    static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long POLL_NS = 200_000;

    final Path folder;
    final Sink sink = new Sink();
    final Problems problems = new Problems();

    Rig(final Path folder) {
        this.folder = folder;
    }

    RingConfig ring() {
        return RingConfig.fromEnvironment()
                .withDirectory(folder)
                .withRingBytes(1 << 16)
                .withPayloadBytes(1 << 18);
    }

    IngestRunner record() throws IOException {
        return IngestRunner.start(IngestConfig.defaults().withDirectory(folder), sink, problems);
    }

    IngestAgent agent() throws IOException {
        return IngestAgent.open(IngestConfig.defaults().withDirectory(folder), sink, problems);
    }

    /// @return whether the condition came true before the deadline
    static boolean await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /// A row as the sink saw it, with the first cell's content summed up: text for small ones, a checksum for
    /// large.
    record Seen(StoreId store, String entity, boolean isStatic, long timeNs, long inc, long time, String content) {}

    /// Remembers rows.
    static final class Sink implements RowSink {
        private final List<Seen> rows = new ArrayList<>();
        /// What the recorder itself says of drops: apart, so that the others can be counted.
        private final List<Seen> ownRows = new ArrayList<>();
        private volatile int count;

        @Override
        public void append(final StoreId store, final DataRow row) {
            final StringBuilder content = new StringBuilder();
            for (final DataCell cell : row.cells()) {
                content.append(cell.descriptor().component())
                        .append('=')
                        .append(content(cell.instances()))
                        .append(' ');
            }
            final boolean isOwn = DropLog.OWN.contains(row.entity());
            synchronized (rows) {
                (isOwn ? ownRows : rows)
                        .add(new Seen(
                                store,
                                row.entity().toString(),
                                row.time().isStatic(),
                                row.id().timeNs(),
                                row.id().inc(),
                                row.time().isStatic() ? 0 : row.time().time(0),
                                content.toString()));
                count = rows.size();
            }
        }

        @Override
        public RowLane lane(final RowShape shape) {
            return row -> append(shape.store(), shape.rowOf(row));
        }

        private static String content(final ArrayData instances) {
            return switch (instances.type().kind()) {
                case FLOAT64 -> Double.toString(instances.getDouble(0));
                case UTF8 -> instances.string(0);
                case UINT8 -> {
                    final CRC32 crc = new CRC32();
                    crc.update(instances.flatBytes().asByteBuffer());
                    yield instances.length() + ":" + crc.getValue();
                }
                default -> instances.type() + " x " + instances.length();
            };
        }

        int count() {
            return count;
        }

        List<Seen> ownRows() {
            synchronized (rows) {
                return List.copyOf(ownRows);
            }
        }

        List<Seen> rows() {
            synchronized (rows) {
                return List.copyOf(rows);
            }
        }
    }

    /// Remembers problems.
    static final class Problems implements IngestListener {
        private final List<String> all = new ArrayList<>();

        @Override
        public synchronized void producerCutOff(final String producer, final Exception reason) {
            all.add("cut off " + producer + ": " + reason.getMessage());
        }

        @Override
        public synchronized void rowRefused(final String producer, final IllegalArgumentException reason) {
            all.add("refused " + producer + ": " + reason);
        }

        @Override
        public synchronized void rowsLeftBehind(final String producer, final long bytes) {
            all.add("left behind " + producer + ": " + bytes);
        }

        @Override
        public synchronized void failed(final Throwable reason) {
            all.add("failed " + reason);
        }

        synchronized List<String> all() {
            return List.copyOf(all);
        }
    }
}
