package dev.kymo.perf.cli;

import dev.kymo.perf.picture.LevelsFlight;
import dev.kymo.perf.report.FlightChart;
import dev.kymo.perf.report.FlightJson;
import dev.kymo.perf.run.Jvm;
import dev.kymo.perf.run.Machine;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `kymo bench flight`: large stored clouds, their levels of detail built and flown through.
@Command(
        name = "flight",
        mixinStandardHelpOptions = true,
        description =
                "Store the airborne scan side by side with noise until it has so many points, build its levels of "
                        + "detail, and fly through them.",
        footer = {"", "Examples:", "  kymo bench flight --points 10M,100M,1G --chart docs/flight.svg"})
final class FlightCommand implements Callable<Integer> {
    private static final long LARGE_POINTS = 1_000_000_000;
    /// Instead of a large cloud, where the disk is too small for it.
    private static final long SMALLER_POINTS = 300_000_000;
    private static final long LARGE_FREE_BYTES = 60L << 30;
    /// Disks are not filled.
    private static final long SPARE_BYTES = 8L << 30;

    private static final double MIB = 1 << 20;
    private static final double GB = 1e9;
    private static final double MS = 1e6;
    private static final double MILLION = 1e6;

    @Option(
            names = "--points",
            split = ",",
            defaultValue = "10M,100M,1G",
            paramLabel = "N,...",
            converter = Count.class,
            description = "At least so many, in whole scans of 10.65 M; ${DEFAULT-VALUE}.")
    List<Long> points = List.of();

    @Option(names = "--keep", description = "Keep the clouds and their side files, and use them the next time.")
    boolean keep;

    @Option(names = "--store-only", description = "Store the clouds, for a later run, and stop.")
    boolean storeOnly;

    @Option(names = "--folder", description = "For them, up to 37 bytes a point; .kymo/bench/data.")
    @Nullable
    Path folder;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results; - for standard output.")
    @Nullable
    Path json;

    @Option(names = "--chart", paramLabel = "SVG", description = "Draw the cost of frames over the clouds' sizes.")
    @Nullable
    Path chart;

    /// Such as `10M`.
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(final String text) {
            try {
                final long unit = text.endsWith("G") ? 1_000_000_000 : text.endsWith("M") ? 1_000_000 : 1;
                final long count = Math.multiplyExact(
                        Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)), unit);
                if (count < 1 || count > 2 * LARGE_POINTS) {
                    throw new TypeConversionException("points=" + text + ", allowed: 1 to 2G");
                }
                return count;
            } catch (final NumberFormatException | ArithmeticException e) {
                throw new TypeConversionException("points=" + text + ", expected a number such as 500000, 10M or 1G");
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        final Path data = Files.createDirectories(
                Jvm.root().resolve(".kymo").resolve("bench").resolve("data"));
        final Path where = folder == null ? data : Files.createDirectories(folder);
        final Machine machine = Machine.here(true);
        PerfMain.say(machine.describe() + "; " + machine.driver());
        final LevelsFlight flight = new LevelsFlight(where, data);
        final List<LevelsFlight.Flown> flown = new ArrayList<>();
        final List<String> leftOut = new ArrayList<>();
        try {
            for (final long each : points) {
                final long count = affordable(each, where, leftOut);
                if (count > 0 && storeOnly) {
                    flight.store(count);
                    PerfMain.say(millions(count) + ": stored");
                } else if (count > 0) {
                    PerfMain.say(millions(count));
                    final LevelsFlight.Flown one = flight.fly(count, keep);
                    say(one);
                    flown.add(one);
                }
            }
        } catch (final UnavailableException e) {
            PerfMain.say(e.getMessage());
            return PerfMain.EXIT_FAILED;
        }
        if (json != null) {
            final String text = FlightJson.write(machine, flown, leftOut);
            if (json.toString().equals("-")) {
                PerfMain.out().print(text);
                PerfMain.out().flush();
            } else {
                Files.writeString(json, text);
            }
        }
        if (chart != null && flown.size() > 1) {
            Files.writeString(chart, draw(flown));
            PerfMain.say(chart + ": written");
        }
        return 0;
    }

    /// @return how many points there is room for: as wanted, a smaller cloud, or 0
    private static long affordable(final long wanted, final Path where, final List<String> leftOut) throws IOException {
        // What an earlier run has left there is counted as if it had to be stored again
        final long freeBytes = Files.getFileStore(where).getUsableSpace();
        final long neededBytes = wanted >= LARGE_POINTS
                ? Math.max(LARGE_FREE_BYTES, LevelsFlight.diskBytes(wanted) + SPARE_BYTES)
                : LevelsFlight.diskBytes(wanted) + SPARE_BYTES;
        if (freeBytes + LevelsFlight.storedBytes(where) >= neededBytes) {
            return wanted;
        }
        final String why = millions(wanted) + " left out: " + (freeBytes >> 30) + " GiB of disk are free, expected "
                + (neededBytes >> 30);
        leftOut.add(why);
        PerfMain.say(why);
        return wanted > SMALLER_POINTS ? affordable(SMALLER_POINTS, where, leftOut) : 0;
    }

    private void say(final LevelsFlight.Flown flown) {
        final StringBuilder text = new StringBuilder(millions(flown.points()));
        final LevelsFlight.Built built = flown.built();
        if (built == null) {
            text.append(": the side file was there\n");
        } else {
            text.append(String.format(
                    Locale.ROOT,
                    ": built in %.1f s, %.2f M points/s; side file %.2f GB, %.1f s more until it was on the disk; held "
                            + "%.0f MiB before, %.0f at most; %.2f GB read from the disk%n",
                    built.seconds(),
                    flown.points() / built.seconds() / MILLION,
                    built.sideBytes() / GB,
                    built.forcedSeconds(),
                    built.heldBeforeBytes() / MIB,
                    built.heldMostBytes() / MIB,
                    built.readBytes() / GB));
        }
        text.append(String.format(
                Locale.ROOT,
                "  first picture %.0f ms after the device was up, with all that a moving eye wants %.0f ms; no page of the "
                        + "side file was in memory%n",
                flown.firstNs() / MS,
                flown.firstWholeNs() / MS));
        text.append("  frame, ms      ").append(percentiles(flown.wallNs(), MS));
        text.append("  low alone, ms  ").append(percentiles(flown.lowNs(), MS));
        text.append("  processor, ms  ").append(percentiles(flown.cpuNs(), MS));
        text.append("  M points       ").append(percentiles(flown.drawn(), MILLION));
        text.append(String.format(
                Locale.ROOT,
                "  %d of %d frames without all they wanted; nodes on the device %.0f MiB; held %.0f MiB at most; "
                        + "%.0f MiB read from the disk%n",
                flown.late(),
                flown.wallNs().getTotalCount(),
                flown.deviceBytes() / MIB,
                flown.heldMostBytes() / MIB,
                flown.readBytes() / MIB));
        text.append("  slowest frame  ").append(flown.slowest()).append('\n');
        text.append("  at rest: settled, ms     ").append(percentiles(flown.settleNs(), MS));
        text.append("  at rest: drawn again, ms ").append(percentiles(flown.stillNs(), MS));
        text.append(String.format(
                Locale.ROOT,
                "  at rest: frames that refine (%d), ms ",
                flown.refineNs().getTotalCount()));
        text.append(percentiles(flown.refineNs(), MS));
        text.append("  at rest: processor, ms: drawn again ").append(percentiles(flown.stillCpuNs(), MS));
        text.append("  at rest: processor, ms: refining    ").append(percentiles(flown.refineCpuNs(), MS));
        text.append("  at rest: whole so, ms    ").append(percentiles(flown.wholeNs(), MS));
        (json != null && json.toString().equals("-") ? PerfMain.err() : PerfMain.out()).print(text);
        PerfMain.out().flush();
    }

    private static String millions(final long count) {
        return String.format(Locale.ROOT, "%.1f M points", count / MILLION);
    }

    private static String percentiles(final Histogram histogram, final double unit) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f, p90 %.2f, p99 %.2f, most %.2f%n",
                histogram.getValueAtPercentile(50) / unit,
                histogram.getValueAtPercentile(90) / unit,
                histogram.getValueAtPercentile(99) / unit,
                histogram.getMaxValue() / unit);
    }

    private static String draw(final List<LevelsFlight.Flown> flown) {
        return new FlightChart(
                        "A frame of a flight by levels of detail, 1920×1080",
                        flown.stream().map(LevelsFlight.Flown::points).toList(),
                        List.of(
                                line(
                                        "processor, p99",
                                        "#f2a65a",
                                        flown,
                                        each -> each.cpuNs().getValueAtPercentile(99)),
                                line(
                                        "processor, median",
                                        "#e4572e",
                                        flown,
                                        each -> each.cpuNs().getValueAtPercentile(50)),
                                line(
                                        "clock, p99",
                                        "#8fc1d9",
                                        flown,
                                        each -> each.wallNs().getValueAtPercentile(99)),
                                line(
                                        "clock, median",
                                        "#2e86ab",
                                        flown,
                                        each -> each.wallNs().getValueAtPercentile(50))))
                .svg();
    }

    private static FlightChart.Line line(
            final String name,
            final String colour,
            final List<LevelsFlight.Flown> flown,
            final ToDoubleFunction<LevelsFlight.Flown> ns) {
        return new FlightChart.Line(
                name,
                colour,
                flown.stream().map(each -> ns.applyAsDouble(each) / MS).toList());
    }
}
