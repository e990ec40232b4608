package dev.kymo.perf.logging;

import dev.kymo.perf.run.Folders;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.run.ReaderProcess;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Pace;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Rows in bursts that fit the ring, or at 1 kHz, handed over by a [LogWriter]. Only one kind of writer is ever loaded
/// into a worker process, so that its calls are inlined.
///
/// Bursts are timed in batches of 16 rows with the clock's own cost taken off; between bursts the writer waits,
/// untimed, until the reader has taken all.
public final class LogSide implements Side {
    private static final int BATCH = 16;
    private static final int WRITER_CORE = 0;
    private static final long PATIENCE_NS = 20_000_000_000L;
    private static final long PACE_NS = 1_000_000;
    /// Longer than all parks of a reader's back-off together.
    private static final long REST_NS = 1_000_000;
    private static final int CHECKED_ROWS = 4096;
    private static final int LEAST_BURSTS = 6;
    /// After a millisecond of waiting a call takes what is left in the caches makes of it: of 40 the middle one is
    /// luck.
    private static final int LEAST_PACED_CALLS = 150;
    /// A loop of a thousand calls a second is not compiled before it has run for half a minute.
    private static final int UNPACED_CALLS = 20_000;
    private static final int UNPACED_AT_ONCE = 10_000;
    private static final int CHECKED_PAYLOADS = 8;

    private final String name;
    private final Supplier<LogWriter> writers;
    private @Nullable Open open;
    private @Nullable ReaderProcess readerProcess;

    /// @param name of the side
    public LogSide(final String name, final Supplier<LogWriter> writers) {
        this.name = name;
        this.writers = writers;
    }

    private static final class Open {
        private final CaseSpec bench;
        private final LogWriter writer;
        private final @Nullable ReaderProcess reader;
        private final ByteBuffer payload;
        private final int rowsPerBurst;
        private long sequence;

        Open(final CaseSpec bench, final LogWriter writer, final @Nullable ReaderProcess reader) {
            this.bench = bench;
            this.writer = writer;
            this.reader = reader;
            payload = ByteBuffer.allocateDirect(Math.max(Long.BYTES, LogCases.payloadBytes(bench.name())))
                    .order(ByteOrder.LITTLE_ENDIAN);
            rowsPerBurst = LogCases.rowsPerBurst(bench);
            final SplittableRandom random = new SplittableRandom(bench.seed());
            for (int at = 0; at < payload.capacity(); at += Long.BYTES) {
                payload.putLong(at, random.nextLong());
            }
        }
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        // What the writer starts may run on any core; it is pinned once it is open.
        Libc.unpinThread();
        endCase();
        final LogWriter writer = writers.get();
        final ReaderProcess reader = writer.hasReader() ? reader(bench) : null;
        final Open fresh = new Open(bench, writer, reader);
        open = fresh;
        if (reader != null) {
            reader.tally().setDeep(true);
        }
        writer.open(bench);
        final boolean isPayload = LogCases.payloadBytes(bench.name()) > 0;
        for (int i = 0; i < (isPayload ? CHECKED_PAYLOADS : CHECKED_ROWS); i++) {
            if (isPayload) {
                payload(fresh);
            } else if (LogCases.readsClock(bench.name())) {
                scalarNow(fresh);
            } else {
                scalar(fresh);
            }
        }
        writer.flush();
        if (reader == null) {
            return writer.ownSum();
        }
        reader.tally().await(fresh.sequence, PATIENCE_NS);
        reader.tally().setDeep(false);
        Libc.pinThread(WRITER_CORE);
        final long sum = reader.tally().sum();
        if (LogCases.isPaced(bench.name())) {
            callUnpaced(fresh, reader);
        }
        return sum;
    }

    private static void callUnpaced(final Open current, final ReaderProcess reader) {
        final Sample dropped = new Sample();
        for (int i = 1; i <= UNPACED_CALLS; i++) {
            pacedCall(current, dropped);
            if (i % UNPACED_AT_ONCE == 0) {
                reader.tally().await(current.sequence, PATIENCE_NS);
            }
        }
    }

    @Override
    public int leastUnits() {
        return isPaced() ? LEAST_PACED_CALLS : LEAST_BURSTS;
    }

    @Override
    public int warmUnits() {
        final Open current = open;
        return current == null || isPaced() ? 1 : LogCases.warmBursts(current.bench);
    }

    @Override
    public int maxUnits() {
        return open == null ? Integer.MAX_VALUE : LogCases.maxBursts(open.bench);
    }

    private boolean isPaced() {
        return open != null && LogCases.isPaced(open.bench.name());
    }

    private ReaderProcess reader(final CaseSpec bench) throws IOException {
        ReaderProcess process = readerProcess;
        if (process == null) {
            process = ReaderProcess.start(bench, name);
            readerProcess = process;
        }
        process.open(bench);
        return process;
    }

    private static long timeOf(final long sequence) {
        return 1_700_000_000_000_000_000L + sequence * 1000;
    }

    private static double valueOf(final long sequence) {
        return sequence * 0.5 + 1;
    }

    private static long scalar(final Open to) {
        final long sequence = to.sequence++;
        long blocked = 0;
        while (!to.writer.scalar(sequence, timeOf(sequence), valueOf(sequence))) {
            blocked++;
            Thread.onSpinWait();
        }
        return blocked;
    }

    private static long scalarNow(final Open to) {
        final long sequence = to.sequence++;
        long blocked = 0;
        while (!to.writer.scalarNow(sequence, valueOf(sequence))) {
            blocked++;
            Thread.onSpinWait();
        }
        return blocked;
    }

    private static long payload(final Open to) {
        final long sequence = to.sequence++;
        to.payload.putLong(0, sequence);
        long blocked = 0;
        while (!to.writer.payload(sequence, timeOf(sequence), to.payload)) {
            blocked++;
            Thread.onSpinWait();
        }
        return blocked;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException {
        final Open current = open;
        if (current == null) {
            throw new IllegalStateException("no case was prepared");
        }
        final ReaderProcess reader = current.reader;
        final long readerCpuNs = reader == null ? 0 : reader.tally().readerCpuNs();
        if (LogCases.isPaced(current.bench.name())) {
            paced(current, sample, units);
        } else {
            bursts(current, sample, units);
        }
        if (reader != null) {
            reader.tally().await(current.sequence, PATIENCE_NS);
            sample.addCpuNs(reader.tally().readerCpuNs() - readerCpuNs);
        }
    }

    private static void bursts(final Open current, final Sample sample, final int bursts) throws IOException {
        final int payloadBytes = LogCases.payloadBytes(current.bench.name());
        final int batch = payloadBytes > 0 ? LogCases.payloadBatch(payloadBytes) : BATCH;
        double wallNs = 0;
        long blocked = 0;
        for (int burst = 0; burst < bursts; burst++) {
            double burstNs = 0;
            current.writer.beforeBurst(current.rowsPerBurst, payloadBytes);
            letReaderRest(current);
            sample.start();
            for (int done = 0; done < current.rowsPerBurst; done += batch) {
                final long beganNs = System.nanoTime();
                blocked += batch(current, payloadBytes, batch);
                final double tookNs = Math.max(0, System.nanoTime() - beganNs - sample.clockNs());
                burstNs += tookNs;
                sample.record(tookNs, batch);
            }
            final long beganNs = System.nanoTime();
            current.writer.flush();
            burstNs += Math.max(0, System.nanoTime() - beganNs - sample.clockNs());
            sample.stop(current.rowsPerBurst);
            sample.piece(burstNs, current.rowsPerBurst);
            wallNs += burstNs;
            if (current.reader != null) {
                current.reader.tally().await(current.sequence, PATIENCE_NS);
            }
        }
        sample.setWallNs(wallNs);
        sample.figure("blocked", (double) blocked);
        sample.addBytes((long) payloadBytes * current.rowsPerBurst * bursts);
    }

    /// Until a reader that backs off is as far back as it goes: a burst finds it asleep, as it does a recorder.
    /// Else it is luck, decided anew in each process, whether the reader goes along with the writer row by row,
    /// with a cache line to and fro for each, or behind it (the raw ring: 25 or 12 ns a row).
    private static void letReaderRest(final Open current) {
        if (current.reader != null) {
            final long beganNs = System.nanoTime();
            while (System.nanoTime() - beganNs < REST_NS) {
                Thread.onSpinWait();
            }
        }
    }

    private static long batch(final Open current, final int payloadBytes, final int rows) {
        long blocked = 0;
        if (payloadBytes > 0) {
            for (int i = 0; i < rows; i++) {
                blocked += payload(current);
            }
        } else if (LogCases.readsClock(current.bench.name())) {
            for (int i = 0; i < rows; i++) {
                blocked += scalarNow(current);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                blocked += scalar(current);
            }
        }
        return blocked;
    }

    /// One row per millisecond. The wait between is no work: only the calls count. A call that is late because an
    /// earlier one took long counts with its wait (coordinated omission). CPU time has the waiting in it.
    private static void paced(final Open current, final Sample sample, final int rows) {
        double wallNs = 0;
        sample.start();
        long nextNs = System.nanoTime();
        for (int i = 0; i < rows; i++) {
            nextNs += PACE_NS;
            Pace.await(nextNs);
            wallNs += pacedCall(current, sample);
        }
        sample.stop(rows);
        sample.setWallNs(wallNs);
    }

    private static double pacedCall(final Open current, final Sample sample) {
        final long beganNs = System.nanoTime();
        scalar(current);
        current.writer.flush();
        final double tookNs = Math.max(1, System.nanoTime() - beganNs - sample.clockNs());
        sample.recordPaced(tookNs, PACE_NS);
        return tookNs;
    }

    /// The reading process stays, and is warm for the next case.
    private void endCase() throws IOException {
        final Open former = open;
        if (former == null) {
            return;
        }
        open = null;
        former.writer.close();
        if (former.reader != null) {
            former.reader.endCase();
        }
        Folders.delete(former.bench.folder());
    }

    @Override
    public void close() throws IOException {
        try {
            endCase();
        } finally {
            if (readerProcess != null) {
                readerProcess.close();
                readerProcess = null;
            }
        }
    }
}
