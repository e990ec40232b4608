package dev.kymo.cli;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.view.Composition;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneBuilder;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/// Run in a JVM of its own: draws every moment of a recording without a window, as whoever drags the time
/// cursor from end to end, back, and to and fro, and says how long frames took and what the process held at
/// most.
final class ScrubProcess {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final long MAX_FRAME_NS = 60_000_000_000L;
    /// The first line of a mapping; its group is whether it can be written to.
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .(.).. .*");

    private final RecordingStore store;
    private final GpuDevice device;
    private final HeadlessRenderer renderer;
    private final int frames;
    private long greatestKib;
    /// At most.
    private long dirtyOfOthersKib;

    private ScrubProcess(
            final RecordingStore store, final GpuDevice device, final HeadlessRenderer renderer, final int frames) {
        this.store = store;
        this.device = device;
        this.renderer = renderer;
        this.frames = frames;
    }

    /// Arguments: recording, limit in bytes, frames of the timeline `frame`, how many of them at random, file
    /// for what there is to say.
    public static void main(final String[] args) throws IOException {
        final int frames = Integer.parseInt(args[2]);
        final StringBuilder report = new StringBuilder();
        try (LoadedFile file = LoadedFile.open(List.of(Path.of(args[0])), Long.valueOf(args[1]));
                GpuDevice device = GpuDevice.open(DeviceOptions.fromEnvironment());
                HeadlessRenderer renderer = new HeadlessRenderer(device)) {
            final ScrubProcess scrub = new ScrubProcess(file.recording(null), device, renderer, frames);
            final Random random = new Random(7);
            report.append(scrub.pass("forward", frames, i -> i));
            report.append(scrub.pass("backward", frames, i -> frames - 1 - i));
            report.append(scrub.pass("random", Integer.parseInt(args[3]), _ -> random.nextInt(frames)));
            report.append("held at most ").append(scrub.greatestKib >> 10).append(" MiB\n");
            report.append("mapped pages that others had left dirty: at most ")
                    .append(scrub.dirtyOfOthersKib >> 10)
                    .append(" MiB\n");
        }
        Files.writeString(Path.of(args[4]), report);
    }

    private String pass(final String name, final int count, final IntUnaryOperator moment) throws IOException {
        final Histogram times = new Histogram(MAX_FRAME_NS, 3);
        final Histogram held = new Histogram(1 << 30, 3);
        long points = 0;
        for (int i = 0; i < count; i++) {
            final long beganNs = System.nanoTime();
            try (StoreReader reader = store.reader();
                    Scene scene = SceneBuilder.build(reader, new TimeCursor("frame", moment.applyAsInt(i)), device)) {
                points += scene.pointCount();
                renderer.renderToLook(Composition.compose(scene, WIDTH, HEIGHT, name, ""), WIDTH, HEIGHT);
            }
            times.recordValue(System.nanoTime() - beganNs);
            if (i % 8 == 0) {
                held.recordValue(heldKib());
            }
        }
        greatestKib = Math.max(greatestKib, held.getMaxValue());
        return String.format(
                Locale.ROOT,
                "%s: %d of %d frames, %d points; ms: p50 %.1f p90 %.1f p99 %.1f max %.1f; held MiB: p50 %d max %d%n",
                name,
                count,
                frames,
                points,
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(90) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                times.getMaxValue() / 1e6,
                held.getValueAtPercentile(50) >> 10,
                held.getMaxValue() >> 10);
    }

    /// Anonymous and shared pages, and dirty ones of files that this process may write to. Pages of the
    /// recording that whoever wrote it has left dirty are counted as such in every mapping of them, but are not
    /// held here: they are [#dirtyOfOthersKib].
    private long heldKib() throws IOException {
        long dirtyKib = 0;
        long anonymousKib = 0;
        long othersKib = 0;
        boolean isWritable = false;
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            final Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                isWritable = mapping.group(1).equals("w");
                continue;
            }
            final long kib = line.endsWith(" kB") ? Long.parseLong(line.replaceAll("\\D", "")) : 0;
            if (line.startsWith("Anonymous:")) {
                anonymousKib += kib;
            } else if (line.startsWith("Shared_Dirty:") || line.startsWith("Private_Dirty:")) {
                dirtyKib += isWritable ? kib : 0;
                othersKib += isWritable ? 0 : kib;
            }
        }
        long sharedKib = 0;
        for (final String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("RssShmem:")) {
                sharedKib = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        dirtyOfOthersKib = Math.max(dirtyOfOthersKib, othersKib);
        return Math.max(dirtyKib, anonymousKib + sharedKib);
    }
}
