package dev.kymo.perf.run;

import dev.kymo.perf.side.Sample;
import dev.kymo.perf.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What one side took for one case, over all its rounds.
public final class CaseResult {
    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String caseName;
    private final String side;
    private final String unit;
    private final String metric;
    private final Histogram latencies = new Histogram(DIGITS);
    private final List<SampleLine> rounds = new ArrayList<>();
    private final List<Integer> forks = new ArrayList<>();
    private final List<Boolean> busy = new ArrayList<>();

    CaseResult(final Suite.Case work, final String side) {
        caseName = work.name();
        unit = work.unit();
        metric = work.metric();
        this.side = side;
    }

    /// @param fork which of the side's processes, from 0
    /// @param isBusy whether other programs disturbed the round
    void add(final int fork, final boolean isBusy, final SampleLine round) {
        forks.add(fork);
        busy.add(isBusy);
        rounds.add(round);
        latencies.add(round.latencies());
    }

    public String caseName() {
        return caseName;
    }

    public String side() {
        return side;
    }

    public String unit() {
        return unit;
    }

    /// What is compared between sides.
    public String metric() {
        return metric;
    }

    /// Picoseconds per operation; without values when the side records no single latencies.
    public Histogram latencies() {
        return latencies;
    }

    public long ops() {
        return rounds.stream().mapToLong(SampleLine::ops).sum();
    }

    /// The fork of each round, ascending.
    public int[] forkOfRound() {
        return forks.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Which rounds were disturbed by other programs.
    public boolean[] busyRounds() {
        final boolean[] flags = new boolean[busy.size()];
        for (int round = 0; round < flags.length; round++) {
            flags[round] = busy.get(round);
        }
        return flags;
    }

    /// A metric in each round.
    ///
    /// @throws IllegalArgumentException for one that the side does not report
    public double[] perRound(final String name) {
        return rounds.stream().mapToDouble(round -> value(round, name)).toArray();
    }

    private static double value(final SampleLine round, final String name) {
        return switch (name) {
            case Suite.Case.TYPICAL -> round.typicalNs();
            case Suite.Case.MEAN -> round.meanNs();
            case "p50" -> round.percentileNs(50);
            case "p90" -> round.percentileNs(90);
            case "p99" -> round.percentileNs(99);
            case "cpu_ns_per_op" -> round.cpuNsPerOp();
            case "alloc_bytes_per_op" -> (double) round.allocBytes() / Math.max(1, round.ops());
            case "bytes_per_s" -> round.bytes() / round.wallNs() * NANOS_PER_SECOND;
            default -> {
                final Double figure = round.figures().get(name);
                if (figure == null) {
                    throw new IllegalArgumentException("no metric " + name + "; there are "
                            + round.figures().keySet());
                }
                yield figure;
            }
        };
    }

    /// The median over the forks of the medians over their quiet rounds ([Statistics#counted]); percentiles are
    /// those of all rounds together.
    public double median(final String name) {
        return switch (name) {
            case "p50" -> percentileNs(50);
            case "p90" -> percentileNs(90);
            case "p99" -> percentileNs(99);
            case "p999" -> percentileNs(99.9);
            case "max" -> percentileNs(100);
            default -> {
                yield Statistics.medianOfForks(perRound(name), forkOfRound(), Statistics.counted(busyRounds()));
            }
        };
    }

    private double percentileNs(final double percentile) {
        return latencies.getValueAtPercentile(percentile) / (double) Sample.PER_NS;
    }

    /// Whether the side moved bytes that make a rate.
    public boolean hasRate() {
        return rounds.stream().anyMatch(round -> round.bytes() > 0);
    }

    /// The medians of what the side reports beside times.
    public Map<String, Double> figures() {
        final Map<String, Double> medians = new TreeMap<>();
        if (!rounds.isEmpty()) {
            for (final String name : rounds.getFirst().figures().keySet()) {
                medians.put(name, median(name));
            }
        }
        return medians;
    }
}
