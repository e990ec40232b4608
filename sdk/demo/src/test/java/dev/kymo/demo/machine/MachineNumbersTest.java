package dev.kymo.demo.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineNumbersTest {
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    Path folder;

    private Path proc;
    private Path sysBlock;

    @BeforeEach
    void makeFolders() throws IOException {
        proc = Files.createDirectories(folder.resolve("proc"));
        Files.createDirectories(proc.resolve("net"));
        Files.createDirectories(proc.resolve("self"));
        sysBlock = Files.createDirectories(folder.resolve("block"));
        Files.createDirectories(sysBlock.resolve("nvme0n1"));
        Files.createDirectories(sysBlock.resolve("loop0"));
    }

    private void write(final String name, final String text) throws IOException {
        Files.writeString(proc.resolve(name), text);
    }

    private Map<String, Double> read(final MachineNumbers numbers, final long timeNs) {
        final Map<String, Double> values = new HashMap<>();
        numbers.read(timeNs, values::put);
        return values;
    }

    @Test
    void shouldTellSharesOfEachCoreFromTicks() throws IOException {
        write("stat", """
                cpu  100 0 100 800 0 0 0 0 0 0
                cpu0 50 0 50 400 0 0 0 0 0 0
                cpu1 50 0 50 400 0 0 0 0 0 0
                intr 1000 5 6 7
                ctxt 5000
                """);
        try (MachineNumbers numbers = new MachineNumbers(proc, sysBlock, 1)) {
            assertTrue(read(numbers, 0).isEmpty(), "nothing can be said from one reading");
            write("stat", """
                    cpu  140 0 110 850 0 0 0 0 0 0
                    cpu0 90 0 60 400 0 0 0 0 0 0
                    cpu1 50 0 50 440 10 0 0 0 0 0
                    intr 1500 5 6 7
                    ctxt 9000
                    """);
            final Map<String, Double> values = read(numbers, SECOND_NS / 2);
            assertEquals(50, values.get("cpu/total"));
            assertEquals(100, values.get("cpu/core0"));
            assertEquals(0, values.get("cpu/core1"));
            assertEquals(1000, values.get("kernel/interrupts"));
            assertEquals(8000, values.get("kernel/context_switches"));
        }
    }

    @Test
    void shouldCountWholeDisksOnce() throws IOException {
        final String before = """
                 259 0 nvme0n1 10 0 100 0 20 0 200 0 0 0 0
                 259 1 nvme0n1p1 10 0 100 0 20 0 200 0 0 0 0
                   7 0 loop0 10 0 100 0 20 0 200 0 0 0 0
                """;
        write("diskstats", before);
        try (MachineNumbers numbers = new MachineNumbers(proc, sysBlock, 1)) {
            read(numbers, 0);
            write("diskstats", before.replace(" 100 ", " 102 ").replace(" 200 ", " 206 "));
            final Map<String, Double> values = read(numbers, SECOND_NS);
            assertEquals(2 * 512, values.get("disk/read_bytes"));
            assertEquals(6 * 512, values.get("disk/written_bytes"));
        }
    }

    @Test
    void shouldTellNetworkFromLoopback() throws IOException {
        final String text = """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
                    lo: %d 1 0 0 0 0 0 0 0 0 0 0
                  eth0:%d 1 0 0 0 0 0 0 %d 1 0 0
                """;
        write("net/dev", text.replaceFirst("%d", "10").replaceFirst("%d", "20").replaceFirst("%d", "30"));
        try (MachineNumbers numbers = new MachineNumbers(proc, sysBlock, 1)) {
            read(numbers, 0);
            write(
                    "net/dev",
                    text.replaceFirst("%d", "17").replaceFirst("%d", "40").replaceFirst("%d", "90"));
            final Map<String, Double> values = read(numbers, SECOND_NS);
            assertEquals(7, values.get("network/loopback_bytes"));
            assertEquals(20, values.get("network/received_bytes"));
            assertEquals(60, values.get("network/sent_bytes"));
        }
    }

    @Test
    void shouldReadMemoryLoadAndProcesses() throws IOException {
        write("meminfo", "MemTotal: 1048576 kB\nMemFree: 1 kB\nMemAvailable: 262144 kB\nCached: 2048 kB\n");
        write("loadavg", "1.25 0.5 0.1 1/200 4711\n");
        write("self/status", "Name:\tjava\nVmRSS:\t  5120 kB\n");
        try (MachineNumbers numbers = new MachineNumbers(proc, sysBlock, 1)) {
            final Map<String, Double> values = read(numbers, 0);
            assertEquals(768, values.get("memory/used_mib"));
            assertEquals(75, values.get("memory/used_percent"));
            assertEquals(2, values.get("memory/cached_mib"));
            assertEquals(1.25, values.get("load/1min"));
            assertEquals(5, values.get("process/self_mib"));
            assertFalse(values.containsKey("process/parent_mib"), "there is no such process");
        }
    }

    @Test
    void shouldLeaveOutWhatIsMissingOrNonsense() throws IOException {
        write("stat", "cpu\ncpu0 x y z\ncpu99999999999999999999 1 2\nctxt 99999999999999999999999\nintr\n");
        write("meminfo", "MemTotal: none\nMemAvailable: 5 kB\n");
        write("diskstats", "x\n\n 1 2\n");
        write("loadavg", "....\n");
        write("net/dev", "one line");
        try (MachineNumbers numbers = new MachineNumbers(proc, sysBlock, 1)) {
            read(numbers, 0);
            final Map<String, Double> values = read(numbers, SECOND_NS);
            values.values().forEach(value -> assertEquals(0, value, () -> "" + values));
        }
        try (MachineNumbers nothing = new MachineNumbers(folder.resolve("absent"), sysBlock, 1)) {
            assertTrue(read(nothing, 0).isEmpty());
        }
        assertTrue(MachineDescription.markdown(folder.resolve("absent")).contains("not known"));
    }

    @Test
    void shouldReadThisMachine() {
        try (MachineNumbers numbers = new MachineNumbers(Path.of("/proc"), Path.of("/sys/block"), 1)) {
            read(numbers, System.nanoTime());
            final Map<String, Double> values = read(numbers, System.nanoTime());
            if (Files.exists(Path.of("/proc/meminfo"))) {
                assertTrue(values.get("memory/used_mib") > 1, () -> "" + values);
                assertTrue(values.get("process/self_mib") > 1, () -> "" + values);
            }
        }
    }

    @Test
    void shouldStartRatesAnewWhenACounterIsReset() {
        final Rate rate = new Rate(3);
        rate.add(0, 100);
        rate.add(SECOND_NS, 200);
        assertEquals(100, rate.perSecond());
        rate.add(2 * SECOND_NS, 5);
        assertTrue(Double.isNaN(rate.perSecond()));
        for (int i = 3; i < 9; i++) {
            rate.add(i * SECOND_NS, 10L * i);
        }
        assertEquals(10, rate.perSecond());
    }

    @Test
    void shouldNotFlutterAroundAThreshold() {
        final Watch watch = new Watch(90, 70, 2);
        assertEquals(Watch.Change.NONE, watch.check(95));
        assertEquals(Watch.Change.NONE, watch.check(80));
        assertEquals(Watch.Change.NONE, watch.check(95));
        assertEquals(Watch.Change.ROSE, watch.check(95));
        assertEquals(Watch.Change.NONE, watch.check(80));
        assertEquals(Watch.Change.NONE, watch.check(95));
        assertEquals(Watch.Change.FELL, watch.check(60));
    }
}
