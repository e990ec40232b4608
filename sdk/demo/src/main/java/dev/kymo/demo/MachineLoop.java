package dev.kymo.demo;

import dev.kymo.demo.machine.MachineNumbers;
import dev.kymo.demo.machine.Watch;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.sdk.TextLogLevel;
import dev.kymo.store.model.EntityPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Reads the machine's numbers at a fixed rate, logs them, and says when one of them is out of the ordinary.
final class MachineLoop implements Producer.Loop {
    private static final long PERIOD_NS = 40_000_000;
    private static final int TWO_SECONDS = 50;

    private final CountedRecording recording;
    private final Path proc;
    private final long startEpochNs;
    private final EntityPath log = EntityPath.parse("logs/machine");
    private final Map<String, ScalarStream> streams = new HashMap<>();
    private final Watch busy = new Watch(95, 70, TWO_SECONDS);
    private final Watch memory = new Watch(90, 85, 1);
    private final Watch load = new Watch(
            2.0 * Runtime.getRuntime().availableProcessors(),
            Runtime.getRuntime().availableProcessors(),
            1);
    private final Watch writing = new Watch(200 << 20, 20 << 20, 10);

    MachineLoop(final CountedRecording recording, final Path proc, final long startEpochNs) {
        this.recording = recording;
        this.proc = proc;
        this.startEpochNs = startEpochNs;
    }

    @Override
    public void run(final BooleanSupplier isStopped) {
        final long parentPid =
                ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
        final Ticker ticker = new Ticker(startEpochNs, PERIOD_NS, 0, isStopped);
        try (MachineNumbers numbers = new MachineNumbers(proc, Path.of("/sys/block"), parentPid)) {
            boolean isFirst = true;
            while (ticker.await()) {
                recording.setTime(ticker.timeNs());
                if (isFirst) {
                    recording.event(
                            log,
                            TextLogLevel.INFO,
                            "watching " + Runtime.getRuntime().availableProcessors() + " processors as process "
                                    + ProcessHandle.current().pid() + ", started by process " + parentPid);
                    isFirst = false;
                }
                numbers.read(System.nanoTime(), this::take);
                ticker.done();
            }
        }
    }

    private void take(final String path, final double value) {
        recording.log(streams.computeIfAbsent(path, name -> recording.scalar("machine/" + name)), value);
        switch (path) {
            case "cpu/total" -> announce(busy.check(value), "processors are busy", value, "%");
            case "memory/used_percent" -> announce(memory.check(value), "memory is short", value, "% used");
            case "load/1min" -> announce(load.check(value), "more work than processors", value, "waiting");
            case "disk/written_bytes" ->
                announce(writing.check(value), "disks are written to fast", value / (1 << 20), "MiB/s");
            default -> {
                // Of the rest none is out of the ordinary by itself
            }
        }
    }

    private void announce(final Watch.Change change, final String what, final double value, final String unit) {
        if (change == Watch.Change.NONE) {
            return;
        }
        final boolean isHigh = change == Watch.Change.ROSE;
        final String now = String.format(Locale.ROOT, "%.1f %s", value, unit);
        recording.event(
                log,
                isHigh ? TextLogLevel.WARN : TextLogLevel.INFO,
                isHigh ? what + ": " + now : "no longer: " + what + " (" + now + ")");
    }
}
