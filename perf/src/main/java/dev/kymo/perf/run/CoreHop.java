package dev.kymo.perf.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How long a cache line takes from one core to the other: what a writer and a reader in two processes pay again and
/// again. On a virtual machine it is not a property of the machine but of where its host has put the two cores just now
/// (20 ns where they share one, 200 where they are far apart, both seen within seconds), and every figure of two
/// processes moves with it.
final class CoreHop {
    /// Cores that share a cache: 20 ns on some machines, 62 to 67 on others, where 93 to 250 were seen too.
    private static final double NEAR_NS = 60;

    private static final double NEAR_NS_MAX = 100;
    /// Cores are near that are not much farther than they have been.
    private static final double NEAR_TO_LEAST = 1.25;

    private static final int LINES_APART = 16;
    private static final int ROUND_TRIPS = 5_000;
    private static final int BATCHES = 3;

    private static double leastNs = Double.MAX_VALUE;

    private CoreHop() {}

    /// The least of a few batches, in nanoseconds one way; takes some milliseconds. 0 with a single core.
    static double measureNs() throws InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return 0;
        }
        final AtomicLong[] words = new AtomicLong[2 * LINES_APART];
        for (int i = 0; i < words.length; i++) {
            words[i] = new AtomicLong();
        }
        final AtomicLong word = words[LINES_APART];
        final Thread other = Thread.ofPlatform().daemon().name("core-hop").start(() -> {
            Libc.pinThread(1);
            for (long i = 0; i < (long) BATCHES * ROUND_TRIPS; i++) {
                while (word.get() != 2 * i + 1) {
                    Thread.onSpinWait();
                }
                word.set(2 * i + 2);
            }
        });
        Libc.pinThread(0);
        double least = Double.MAX_VALUE;
        try {
            long i = 0;
            for (int batch = 0; batch < BATCHES; batch++) {
                final long beganNs = System.nanoTime();
                for (int trip = 0; trip < ROUND_TRIPS; trip++, i++) {
                    word.set(2 * i + 1);
                    while (word.get() != 2 * i + 2) {
                        Thread.onSpinWait();
                    }
                }
                least = Math.min(least, (System.nanoTime() - beganNs) / (2.0 * ROUND_TRIPS));
            }
        } finally {
            Libc.unpinThread();
        }
        other.join();
        return least;
    }

    /// Keeps lines going to and fro until the cores are near, which a host brings about for cores that do so, or until
    /// the patience is over.
    ///
    /// @return whether they are near
    static synchronized boolean awaitNear(final long patienceNs) throws InterruptedException {
        final long beganNs = System.nanoTime();
        do {
            final double ns = measureNs();
            leastNs = Math.min(leastNs, ns);
            if (ns < Math.clamp(leastNs * NEAR_TO_LEAST, NEAR_NS, NEAR_NS_MAX)) {
                return true;
            }
        } while (System.nanoTime() - beganNs < patienceNs);
        return false;
    }

    /// The patience before a round.
    static long patienceNs() {
        return TimeUnit.MILLISECONDS.toNanos(700);
    }
}
