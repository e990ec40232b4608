package dev.kymo.perf.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What else the machine did, from the kernel's counters in `/proc/stat`: CPU time of other programs, and time that a
/// hypervisor gave to others (steal).
///
/// @param busyTicks of all cores, in ticks of 10 ms, without what this process and its children used
/// @param stealTicks likewise
/// @param atNs when it was read
record MachineLoad(long busyTicks, long stealTicks, long atNs) {
    /// More than this of a core in the hands of other programs, and a round counts as busy.
    static final double BUSY_CORES = 0.2;
    /// More than this of a core stolen, and a round counts as busy.
    static final double BUSY_STEAL_CORES = 0.05;

    private static final double TICK_NS = 1e7;
    private static final int STEAL_FIELD = 8;
    private static final int IDLE_FIELD = 4;
    private static final int IOWAIT_FIELD = 5;
    private static final int USER_TIME_AFTER_NAME = 11;
    /// User and system time, its own and its ended children's.
    private static final int TIMES = 4;

    static MachineLoad now() {
        final String[] fields = firstLine("/proc/stat").split(" +");
        if (fields.length <= STEAL_FIELD) {
            return new MachineLoad(0, 0, System.nanoTime());
        }
        long busy = 0;
        for (int i = 1; i < STEAL_FIELD; i++) {
            busy += i == IDLE_FIELD || i == IOWAIT_FIELD ? 0 : Long.parseLong(fields[i]);
        }
        return new MachineLoad(busy - ownTicks(), Long.parseLong(fields[STEAL_FIELD]), System.nanoTime());
    }

    private static long ownTicks() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            return ticksOf(ProcessHandle.current())
                    + children.mapToLong(MachineLoad::ticksOf).sum();
        }
    }

    /// A process's own time, and that of its children that have ended.
    private static long ticksOf(final ProcessHandle process) {
        final String line = firstLine("/proc/" + process.pid() + "/stat");
        final int afterName = line.lastIndexOf(") ");
        if (afterName < 0) {
            return 0;
        }
        final String[] fields = line.substring(afterName + 2).split(" ");
        long ticks = 0;
        for (int i = 0; i < TIMES; i++) {
            ticks += Long.parseLong(fields[USER_TIME_AFTER_NAME + i]);
        }
        return ticks;
    }

    private static String firstLine(final String file) {
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("");
        } catch (final IOException isGone) {
            return "";
        }
    }

    static double loadAverage() {
        final String first = firstLine("/proc/loadavg").split(" ")[0];
        return first.isEmpty() ? 0 : Double.parseDouble(first);
    }

    /// Whether the time from `before` to this was disturbed. Ticks are coarse: of spans under 0.1 s two are forgiven.
    boolean isBusySince(final MachineLoad before) {
        final double ticks = Math.max(1, (atNs - before.atNs) / TICK_NS);
        return busyTicks - before.busyTicks > Math.max(2, BUSY_CORES * ticks)
                || stealTicks - before.stealTicks > Math.max(1, BUSY_STEAL_CORES * ticks);
    }
}
