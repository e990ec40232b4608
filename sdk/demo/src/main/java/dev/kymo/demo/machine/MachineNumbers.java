package dev.kymo.demo.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// This machine's numbers as series, read from `/proc`; what the kernel does not show is left out. For one thread.
public final class MachineNumbers implements AutoCloseable {
    private static final int WINDOW = 25;
    private static final int SHORT_WINDOW = 6;
    private static final double MIB = 1 << 20;
    private static final int SECTOR_BYTES = 512;
    private static final long KIB = 1024;
    private static final int MAX_CORES = 1024;

    private final Path sysBlock;
    private final ProcFile stat;
    private final ProcFile meminfo;
    private final ProcFile loadavg;
    private final ProcFile diskstats;
    private final ProcFile netDev;
    private final ProcFile self;
    private final ProcFile parent;
    private final List<Rate> cpuBusy = new ArrayList<>();
    private final List<Rate> cpuAll = new ArrayList<>();
    private final Rate contextSwitches = new Rate(SHORT_WINDOW);
    private final Rate interrupts = new Rate(SHORT_WINDOW);
    private final Rate diskRead = new Rate(SHORT_WINDOW);
    private final Rate diskWritten = new Rate(SHORT_WINDOW);
    private final Rate received = new Rate(SHORT_WINDOW);
    private final Rate sent = new Rate(SHORT_WINDOW);
    private final Rate loopback = new Rate(SHORT_WINDOW);
    private final Map<String, Boolean> isWholeDisk = new HashMap<>();

    /// Takes numbers, one after the other.
    @FunctionalInterface
    public interface Series {
        /// @param path below `machine`, as `cpu/total`
        void take(String path, double value);
    }

    /// @param proc `/proc`, or what stands for it
    /// @param sysBlock `/sys/block`, or what stands for it: names of whole disks
    /// @param parentPid of the process whose memory is shown besides this one's
    public MachineNumbers(final Path proc, final Path sysBlock, final long parentPid) {
        this.sysBlock = sysBlock;
        stat = new ProcFile(proc.resolve("stat"));
        meminfo = new ProcFile(proc.resolve("meminfo"));
        loadavg = new ProcFile(proc.resolve("loadavg"));
        diskstats = new ProcFile(proc.resolve("diskstats"));
        netDev = new ProcFile(proc.resolve("net/dev"));
        self = new ProcFile(proc.resolve("self/status"));
        parent = new ProcFile(proc.resolve(parentPid + "/status"));
    }

    /// Reads everything.
    ///
    /// @param timeNs when, on any clock that only goes forward
    public void read(final long timeNs, final Series series) {
        readStat(timeNs, series);
        readMemory(series);
        readLoad(series);
        readDisks(timeNs, series);
        readNetwork(timeNs, series);
        readResident(self, "process/self_mib", series);
        readResident(parent, "process/parent_mib", series);
    }

    private void readStat(final long timeNs, final Series series) {
        stat.read();
        while (stat.nextLine()) {
            if (stat.skip("cpu")) {
                readCpu(timeNs, series);
            } else if (stat.skip("ctxt ")) {
                take(series, "kernel/context_switches", contextSwitches, timeNs, stat.number());
            } else if (stat.skip("intr ")) {
                take(series, "kernel/interrupts", interrupts, timeNs, stat.number());
            }
        }
    }

    /// The rest of a line as `3 user nice system idle iowait …`; without a number it is the sum of all cores.
    private void readCpu(final long timeNs, final Series series) {
        final String core = stat.skip(" ") ? "" : stat.word();
        long all = 0;
        long idle = 0;
        for (int field = 0; field < 8; field++) {
            final long ticks = Math.max(0, stat.number());
            all += ticks;
            if (field == 3 || field == 4) {
                idle += ticks;
            }
        }
        final int index = core.isEmpty() ? 0 : coreIndex(core) + 1;
        if (index > MAX_CORES) {
            return;
        }
        while (cpuAll.size() <= index) {
            cpuAll.add(new Rate(WINDOW));
            cpuBusy.add(new Rate(WINDOW));
        }
        cpuAll.get(index).add(timeNs, all);
        cpuBusy.get(index).add(timeNs, all - idle);
        final long growth = cpuAll.get(index).growth();
        if (growth > 0) {
            final double percent = 100.0 * cpuBusy.get(index).growth() / growth;
            series.take(index == 0 ? "cpu/total" : "cpu/core" + (index - 1), percent);
        }
    }

    private static int coreIndex(final String digits) {
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : MAX_CORES;
    }

    private void readMemory(final Series series) {
        meminfo.read();
        long total = ProcFile.NO_NUMBER;
        while (meminfo.nextLine()) {
            if (meminfo.skip("MemTotal:")) {
                total = meminfo.number();
            } else if (meminfo.skip("MemAvailable:")) {
                final long available = meminfo.number();
                if (total > 0 && available >= 0) {
                    series.take("memory/used_mib", (total - available) * KIB / MIB);
                    series.take("memory/used_percent", 100.0 * (total - available) / total);
                }
            } else if (meminfo.skip("Cached:")) {
                takeMib(series, "memory/cached_mib", meminfo.number());
            } else if (meminfo.skip("Shmem:")) {
                takeMib(series, "memory/shared_mib", meminfo.number());
            } else if (meminfo.skip("Dirty:")) {
                takeMib(series, "memory/dirty_mib", meminfo.number());
            }
        }
    }

    private void readLoad(final Series series) {
        if (loadavg.read() && loadavg.nextLine()) {
            final double load = loadavg.decimal();
            if (!Double.isNaN(load)) {
                series.take("load/1min", load);
            }
        }
    }

    private void readDisks(final long timeNs, final Series series) {
        if (!diskstats.read()) {
            return;
        }
        long readSectors = 0;
        long writtenSectors = 0;
        while (diskstats.nextLine()) {
            diskstats.number();
            diskstats.number();
            if (!isWholeDisk.computeIfAbsent(diskstats.word(), this::isWholeDisk)) {
                continue;
            }
            for (int field = 3; field < 11; field++) {
                final long value = Math.max(0, diskstats.number());
                if (field == 5) {
                    readSectors += value;
                } else if (field == 9) {
                    writtenSectors += value;
                }
            }
        }
        take(series, "disk/read_bytes", diskRead, timeNs, readSectors * SECTOR_BYTES);
        take(series, "disk/written_bytes", diskWritten, timeNs, writtenSectors * SECTOR_BYTES);
    }

    /// Neither a partition, which its disk counts too, nor something in memory or on top of another disk.
    private boolean isWholeDisk(final String name) {
        return name.matches("[a-z]+[a-z0-9]*")
                && !name.matches("(loop|ram|zram|dm|md|sr|fd).*")
                && Files.exists(sysBlock.resolve(name));
    }

    private void readNetwork(final long timeNs, final Series series) {
        if (!netDev.read()) {
            return;
        }
        long in = 0;
        long out = 0;
        long local = ProcFile.NO_NUMBER;
        netDev.nextLine();
        netDev.nextLine();
        while (netDev.nextLine()) {
            final String name = netDev.word();
            final long receivedBytes = netDev.number();
            for (int field = 1; field < 8; field++) {
                netDev.number();
            }
            final long sentBytes = netDev.number();
            if ("lo".equals(name)) {
                local = receivedBytes;
            } else {
                in += Math.max(0, receivedBytes);
                out += Math.max(0, sentBytes);
            }
        }
        take(series, "network/received_bytes", received, timeNs, in);
        take(series, "network/sent_bytes", sent, timeNs, out);
        take(series, "network/loopback_bytes", loopback, timeNs, local);
    }

    private static void readResident(final ProcFile status, final String path, final Series series) {
        status.read();
        while (status.nextLine()) {
            if (status.skip("VmRSS:")) {
                takeMib(series, path, status.number());
            }
        }
    }

    private static void takeMib(final Series series, final String path, final long kib) {
        if (kib >= 0) {
            series.take(path, kib * KIB / MIB);
        }
    }

    private static void take(
            final Series series, final String path, final Rate rate, final long timeNs, final long value) {
        if (value < 0) {
            return;
        }
        rate.add(timeNs, value);
        final double perSecond = rate.perSecond();
        if (!Double.isNaN(perSecond)) {
            series.take(path, perSecond);
        }
    }

    @Override
    public void close() {
        for (final ProcFile file : List.of(stat, meminfo, loadavg, diskstats, netDev, self, parent)) {
            file.close();
        }
    }
}
