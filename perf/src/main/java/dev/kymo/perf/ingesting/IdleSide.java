package dev.kymo.perf.ingesting;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.run.ThreadCpu;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.LoudListener;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.store.model.StoreId;
import dev.kymo.viewer.app.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What a recorder with one silent producer takes of a core: the CPU time of its whole process, JVM included, while
/// nothing is logged; without the JVM's compilers, which are still busy with the recorder's first seconds and are told
/// beside it. One operation is one second.
final class IdleSide implements Side {
    /// Percent of one core.
    static final String SHARE = "percent_of_a_core";
    /// Of it the compilers', which is not in it.
    static final String COMPILERS = "compiler_percent";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /// A recorder stays awake for a while after the last row, and is at rest two seconds later.
    private static final long SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(2500);
    private static final double PERCENT = 100;

    private @Nullable Recorder recorder;
    private @Nullable RingProducer producer;
    private long watchedNs;

    @Override
    public long prepare(final CaseSpec bench) throws IOException {
        watchedNs = bench.size(1000, 3000) * TimeUnit.MILLISECONDS.toNanos(1);
        recorder = Recorder.start(
                bench.folder().resolve("idle.rrd"),
                RrdWriterOptions.DEFAULT,
                IngestConfig.defaults().withDirectory(bench.folder()),
                new LoudListener());
        final RingProducer opened =
                RingProducer.open(RingConfig.fromEnvironment().withDirectory(bench.folder()));
        producer = opened;
        opened.declareStore(StoreId.recording("bench", "idle"));
        if (!opened.awaitRecorder(PATIENCE)) {
            throw new IOException("no recorder has taken the ring");
        }
        park(SETTLE_NS);
        return 1;
    }

    private static void park(final long forNs) {
        final long untilNs = System.nanoTime() + forNs;
        for (long leftNs = forNs; leftNs > 0; leftNs = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) {
        final ThreadCpu compilers = ThreadCpu.ofCompilers();
        final long compilingNs = compilers.usedNs();
        final long cpuNs = Libc.processCpuNs();
        final long beganNs = System.nanoTime();
        sample.start();
        park(watchedNs);
        sample.stop(1);
        final double tookNs = System.nanoTime() - beganNs;
        final long usedNs = Libc.processCpuNs() - cpuNs;
        final long compiledNs = compilers.usedNs() - compilingNs;
        sample.figure(SHARE, PERCENT * (usedNs - compiledNs) / tookNs);
        sample.figure(COMPILERS, PERCENT * compiledNs / tookNs);
    }

    @Override
    public void close() throws IOException {
        if (producer != null) {
            producer.close();
        }
        if (recorder != null) {
            recorder.close();
        }
    }
}
