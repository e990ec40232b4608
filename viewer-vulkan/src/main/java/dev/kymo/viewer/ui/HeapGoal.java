package dev.kymo.viewer.ui;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/// Asks the collector to keep Java objects in a part of the heap as long as they fit: by itself it takes all that it
/// may before it collects, a quarter of the machine's memory, which a window that shows files of any size has better
/// uses for. More is taken when it is needed.
public final class HeapGoal {
    private static final long BYTES = 384L << 20;
    /// Of a limit for all that the process holds.
    private static final int FRACTION = 4;
    private static final String OPTION = "SoftMaxHeapSize";

    private HeapGoal() {}

    static void set() {
        set(BYTES);
    }

    /// The heap's part of what the process may hold.
    ///
    /// @param limitBytes for all of it
    public static void setWithin(final long limitBytes) {
        set(Math.max(1, (limitBytes / FRACTION) >> 20) << 20);
    }

    private static void set(final long bytes) {
        final HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            if (machine != null && Long.parseLong(machine.getVMOption(OPTION).getValue()) > bytes) {
                machine.setVMOption(OPTION, Long.toString(bytes));
            }
        } catch (final IllegalArgumentException otherMachine) {
            // It has no such option: then it has a heap of its own choice
            return;
        }
    }
}
