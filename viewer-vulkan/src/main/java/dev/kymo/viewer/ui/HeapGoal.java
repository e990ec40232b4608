package dev.kymo.viewer.ui;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/// Asks the collector to keep Java objects in a part of the heap as long as they fit: by itself it takes all that it
/// may before it collects, a quarter of the machine's memory, which a window that shows files of any size has better
/// uses for. More is taken when it is needed.
final class HeapGoal {
    private static final long BYTES = 384L << 20;
    private static final String OPTION = "SoftMaxHeapSize";

    private HeapGoal() {}

    static void set() {
        final HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            if (machine != null && Long.parseLong(machine.getVMOption(OPTION).getValue()) > BYTES) {
                machine.setVMOption(OPTION, Long.toString(BYTES));
            }
        } catch (final IllegalArgumentException otherMachine) {
            // It has no such option: then it has a heap of its own choice
            return;
        }
    }
}
