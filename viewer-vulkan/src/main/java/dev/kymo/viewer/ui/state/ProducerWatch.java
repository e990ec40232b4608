package dev.kymo.viewer.ui.state;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The programs that log now, looked up once a second on a thread of its own for as long as somebody asks. Any
/// thread.
final class ProducerWatch implements AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /// Who has not asked for so long does not look.
    private static final long ASKED_NS = TimeUnit.SECONDS.toNanos(3);

    private final Sources sources;
    private final Runnable wake;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<LiveProducer> newest = List.of();
    private volatile boolean hasLooked;
    private volatile long askedAtNs;
    private @Nullable Thread thread;

    ProducerWatch(final Sources sources, final Runnable wake) {
        this.sources = sources;
        this.wake = wake;
    }

    /// As of a second ago at most, once [#hasLooked].
    synchronized List<LiveProducer> producers() {
        askedAtNs = System.nanoTime();
        if (thread == null && closed.getCount() > 0) {
            thread = Thread.ofPlatform().name("kymo-producers").daemon().start(this::run);
        }
        return newest;
    }

    boolean hasLooked() {
        return hasLooked;
    }

    private void run() {
        try {
            do {
                if (System.nanoTime() - askedAtNs < ASKED_NS) {
                    newest = List.copyOf(sources.producers());
                    hasLooked = true;
                    wake.run();
                }
            } while (!closed.await(INTERVAL_NS, TimeUnit.NANOSECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
