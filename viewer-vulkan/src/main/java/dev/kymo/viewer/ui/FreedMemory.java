package dev.kymo.viewer.ui;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// Has the C library give back what it keeps of memory that was freed: the compiler and a driver that draws on the
/// processor free what they took in pieces, and over minutes what is kept for later comes to a hundred MiB. On a thread
/// of its own, seldom: it takes some milliseconds, in which others wait who want native memory.
final class FreedMemory implements AutoCloseable {
    private static final long INTERVAL_S = 20;
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("kymo-freed-memory").daemon().unstarted(work));

    private final ScheduledFuture<?> repeated =
            thread.scheduleWithFixedDelay(FreedMemory::giveBack, INTERVAL_S, INTERVAL_S, TimeUnit.SECONDS);

    private FreedMemory() {}

    /// Begins; until it is closed.
    static FreedMemory giveBackNowAndThen() {
        return new FreedMemory();
    }

    private static void giveBack() {
        final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            server.invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
        } catch (final JMException otherMachine) {
            // It has no such command: then it keeps what it likes, and is not asked again
            throw new IllegalStateException(otherMachine);
        }
    }

    @Override
    public void close() {
        repeated.cancel(false);
        thread.shutdownNow();
    }
}
