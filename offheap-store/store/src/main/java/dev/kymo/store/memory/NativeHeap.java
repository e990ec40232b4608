package dev.kymo.store.memory;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// What the C library keeps of memory that was freed. Decompressors, the compiler and a driver that draws on the
/// processor take and free in pieces, and over minutes what is kept for later comes to a hundred MiB.
public final class NativeHeap {
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";

    private NativeHeap() {}

    /// Has it given back to the kernel. Takes milliseconds, in which threads wait that want native memory; any thread.
    ///
    /// @return false where there is no such command (another C library than glibc): asking again is of no use
    public static boolean trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
            return true;
        } catch (final JMException noSuchCommand) {
            return false;
        }
    }
}
