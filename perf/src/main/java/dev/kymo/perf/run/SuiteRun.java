package dev.kymo.perf.run;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.suite.Goal;
import dev.kymo.perf.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs one suite. Every side lives in a process of its own from the first case to the last, so that its code is warm
/// and no other side's profile is in it; rounds go round the sides, A B C A B C, and between rounds all but one wait
/// for a line on standard input. JMH runs its forks one after another and would make the data anew in each, so it
/// can't alternate like that within a minute; it is used where a case is small and has no data.
public final class SuiteRun {
    private static final Duration PREPARE_PATIENCE = Duration.ofMinutes(5);
    private static final Duration ROUND_PATIENCE = Duration.ofMinutes(3);
    private static final long PROFILED_NS = 2_000_000_000L;

    private final Suite suite;
    private final RunOptions options;
    private final RunOptions.PeerSource peers;
    private final Consumer<String> say;
    private final Map<String, Lines> workers = new LinkedHashMap<>();
    private final List<CaseResult> cases = new ArrayList<>();
    private final List<SuiteResult.Ratio> ratios = new ArrayList<>();
    private final List<SuiteResult.Missing> missing = new ArrayList<>();
    private final List<SuiteResult.Hot> hot = new ArrayList<>();

    private SuiteRun(
            final Suite suite,
            final RunOptions options,
            final RunOptions.PeerSource peers,
            final Consumer<String> say) {
        this.suite = suite;
        this.options = options;
        this.peers = peers;
        this.say = say;
    }

    /// @param say hears of what goes on, a line each
    /// @throws IOException when Kymo's own side can't be run; a peer that can't is named in the result
    public static SuiteResult run(
            final Suite suite,
            final RunOptions options,
            final RunOptions.PeerSource peers,
            final Machine machine,
            final String command,
            final Consumer<String> say)
            throws IOException {
        return new SuiteRun(suite, options, peers, say).run(machine, command);
    }

    private SuiteResult run(final Machine machine, final String command) throws IOException {
        final Instant began = Instant.now();
        try {
            startWorkers();
            for (final Suite.Case work : suite.cases()) {
                if (options.cases().isEmpty() || options.cases().contains(work.name())) {
                    runCase(work);
                }
            }
        } finally {
            workers.values().forEach(Lines::close);
        }
        final double seconds = Duration.between(began, Instant.now()).toMillis() / 1000.0;
        return new SuiteResult(
                suite,
                machine,
                options.isQuick(),
                options.seed(),
                command,
                began,
                seconds,
                cases,
                ratios,
                goals(),
                missing,
                hot);
    }

    private void startWorkers() throws IOException {
        Files.createDirectories(options.logs());
        for (final Suite.Peer side : suite.sides()) {
            if (!isWanted(side)) {
                continue;
            }
            final RunOptions.Answer answer = commandOf(side);
            if (answer.get().isEmpty()) {
                miss("", side.name(), answer.reason());
                continue;
            }
            final Path log = options.logs().resolve(suite.name() + "-" + side.name() + ".log");
            Files.deleteIfExists(log);
            workers.put(side.name(), Lines.start(answer.parts(), log));
        }
    }

    private boolean isWanted(final Suite.Peer side) {
        return side.name().equals(Suite.KYMO)
                || options.sides().isEmpty()
                || options.sides().contains(side.name());
    }

    private RunOptions.Answer commandOf(final Suite.Peer side) {
        final List<String> main = List.of(WorkerMain.class.getName(), suite.name(), side.name());
        return switch (side.home()) {
            case OWN -> RunOptions.Answer.of(Jvm.command(Jvm.classPath(), side.heap(), main));
            case NODE -> peers.nodeCommand(suite.name(), side.name());
            case PEERS -> {
                final RunOptions.Answer classPath = peers.classPath();
                yield classPath.get().isEmpty()
                        ? classPath
                        : RunOptions.Answer.of(Jvm.command(
                                String.join(System.getProperty("path.separator"), classPath.parts()),
                                side.heap(),
                                main));
            }
        };
    }

    private void miss(final String caseName, final String side, final String reason) {
        missing.add(new SuiteResult.Missing(caseName, side, reason));
        say.accept(suite.name() + ": " + (caseName.isEmpty() ? "" : caseName + ", ") + side + " is missing: " + reason);
    }

    // ---- a case

    private void runCase(final Suite.Case work) throws IOException {
        final List<String> sides = prepare(work);
        for (int i = 0; i < work.warmRounds(); i++) {
            round(work, sides);
        }
        final Map<String, CaseResult> results = new LinkedHashMap<>();
        sides.forEach(side -> results.put(side, new CaseResult(work, side)));
        int busyRounds = 0;
        for (int round = 0; round < options.rounds() && sides.contains(Suite.KYMO); round++) {
            final MachineLoad before = MachineLoad.now();
            final Map<String, SampleLine> samples = round(work, sides);
            if (MachineLoad.now().isBusySince(before)) {
                busyRounds++;
            }
            samples.forEach((side, sample) -> results.get(side).add(sample));
        }
        results.keySet().retainAll(sides);
        cases.addAll(results.values());
        final CaseResult own = results.get(Suite.KYMO);
        if (own == null) {
            throw new IOException(suite.name() + ", " + work.name() + ": Kymo's own side failed; see "
                    + options.logs().resolve(suite.name() + "-" + Suite.KYMO + ".log"));
        }
        for (final CaseResult other : results.values()) {
            if (!other.equals(own)) {
                addRatio(work, own, other, work.metric(), busyRounds);
                if (work.metric().equals(Suite.Case.MEAN)) {
                    addRatio(work, own, other, "cpu_ns_per_op", busyRounds);
                }
            }
        }
        if (options.withProfile()) {
            profile(work);
        }
        say.accept(String.format(
                java.util.Locale.ROOT,
                "%s: %s done, %d sides, %d rounds, %d of them busy",
                suite.name(),
                work.name(),
                sides.size(),
                options.rounds(),
                busyRounds));
    }

    private void addRatio(
            final Suite.Case work,
            final CaseResult own,
            final CaseResult other,
            final String metric,
            final int busyRounds) {
        final double[] others = other.perRound(metric);
        for (final double value : others) {
            if (!(value > 0)) {
                return;
            }
        }
        ratios.add(new SuiteResult.Ratio(
                work.name(), metric, other.side(), Statistics.ratio(own.perRound(metric), others, busyRounds)));
    }

    /// @return the sides that are ready, Kymo first; their answers agree
    private List<String> prepare(final Suite.Case work) throws IOException {
        final List<String> ready = new ArrayList<>();
        final Map<String, String> asked = new LinkedHashMap<>();
        // All at once: nothing is measured yet.
        for (final String side : workers.keySet()) {
            if (!work.without().contains(side)) {
                asked.put(side, tell(work, side, "prepare " + spec(work, side).toLine()));
            }
        }
        Optional<String> expected = Optional.empty();
        for (final Map.Entry<String, String> entry : asked.entrySet()) {
            final String side = entry.getKey();
            final String answer = entry.getValue().isEmpty() ? hear(work, side, PREPARE_PATIENCE) : entry.getValue();
            if (answer.startsWith("answer ")) {
                if (expected.isEmpty()) {
                    expected = Optional.of(answer);
                }
                if (expected.get().equals(answer)) {
                    ready.add(side);
                } else {
                    miss(work.name(), side, "answers differ: " + answer + ", Kymo's is " + expected.get());
                }
            } else {
                miss(work.name(), side, answer.substring(answer.indexOf(' ') + 1));
            }
        }
        return ready;
    }

    private CaseSpec spec(final Suite.Case work, final String side) throws IOException {
        final Path folder = options.scratch().resolve(suite.name() + "-" + work.name() + "-" + side);
        Folders.createPrivate(folder);
        return new CaseSpec(
                suite.name(), work.name(), options.seed(), options.isQuick(), options.scale(), folder, options.data());
    }

    private Map<String, SampleLine> round(final Suite.Case work, final List<String> sides) {
        final Map<String, SampleLine> samples = new LinkedHashMap<>();
        for (final String side : List.copyOf(sides)) {
            final String answer = ask(work, side, "round", ROUND_PATIENCE);
            if (answer.startsWith(SampleLine.WORD)) {
                samples.put(side, SampleLine.parse(answer));
            } else {
                sides.remove(side);
                miss(work.name(), side, answer.substring(answer.indexOf(' ') + 1));
            }
        }
        return samples;
    }

    /// One line there and one back; what goes wrong comes back as an `error` line.
    private String ask(final Suite.Case work, final String side, final String command, final Duration patience) {
        final String failure = tell(work, side, command);
        return failure.isEmpty() ? hear(work, side, patience) : failure;
    }

    /// @return empty, or an `error` line
    private String tell(final Suite.Case work, final String side, final String command) {
        final Lines worker = workers.get(side);
        try {
            if (worker == null || !worker.isAlive()) {
                return "error is gone since an earlier case";
            }
            worker.say(command);
            return "";
        } catch (final IOException e) {
            return "error " + work.name() + ": " + e.getMessage();
        }
    }

    private String hear(final Suite.Case work, final String side, final Duration patience) {
        try {
            return workers.get(side).hear(patience);
        } catch (final IOException e) {
            return "error " + work.name() + ": " + e.getMessage();
        }
    }

    private void profile(final Suite.Case work) {
        final String started = ask(work, Suite.KYMO, "profile", ROUND_PATIENCE);
        if (!started.equals("ok")) {
            return;
        }
        final long endNs = System.nanoTime() + PROFILED_NS;
        while (System.nanoTime() - endNs < 0) {
            ask(work, Suite.KYMO, "round", ROUND_PATIENCE);
        }
        String line = ask(work, Suite.KYMO, "profiled", ROUND_PATIENCE);
        final Lines worker = workers.get(Suite.KYMO);
        while (line.startsWith("hot ") || line.startsWith("alloc ")) {
            final String[] parts = line.split(" ", 3);
            hot.add(new SuiteResult.Hot(work.name(), parts[0], Double.parseDouble(parts[1]), parts[2]));
            try {
                line = worker.hear(ROUND_PATIENCE);
            } catch (final IOException e) {
                line = "";
            }
        }
    }

    // ---- goals

    private List<SuiteResult.GoalResult> goals() {
        final List<SuiteResult.GoalResult> results = new ArrayList<>();
        for (final Goal goal : suite.goals()) {
            if (options.cases().isEmpty() || options.cases().contains(goal.caseName())) {
                results.add(new SuiteResult.GoalResult(goal, valueOf(goal)));
            }
        }
        return results;
    }

    private Optional<Double> valueOf(final Goal goal) {
        if (goal.peer().isEmpty()) {
            return cases.stream()
                    .filter(found -> found.caseName().equals(goal.caseName())
                            && found.side().equals(Suite.KYMO))
                    .findFirst()
                    .map(found -> found.median(goal.metric()));
        }
        return ratios.stream()
                .filter(ratio -> ratio.caseName().equals(goal.caseName())
                        && ratio.metric().equals(goal.metric())
                        && ratio.vs().equals(goal.peer()))
                .findFirst()
                .map(ratio -> ratio.range().median());
    }
}
