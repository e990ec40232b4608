package dev.kymo.perf.run;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.suite.Goal;
import dev.kymo.perf.suite.Suite;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Runs one suite. In a fork every side lives in a process of its own from the first case to the last, so that its code
/// is warm and no other side's profile is in it; rounds go round the sides, A B C A B C, and between rounds all but one
/// wait for a line on standard input. The next fork starts all processes anew. How many forks and rounds there are, and
/// how long they take, is [TimePlan]'s.
public final class SuiteRun {
    private static final Duration PREPARE_PATIENCE = Duration.ofMinutes(4);
    private static final Duration ROUND_PATIENCE = Duration.ofMinutes(1);
    private static final double HURRIED = 0.4;
    /// Rounds of a fork that are taken again at most, because something else disturbed them.
    private static final int AGAIN = 1;
    private static final long PROFILED_NS = 700_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Suite suite;
    private final RunOptions options;
    private final RunOptions.PeerSource peers;
    private final int number;
    private final Consumer<String> say;
    private final TimePlan plan;
    private final Map<String, List<CaseResult>> results = new LinkedHashMap<>();
    private final Set<SuiteResult.Missing> missing = new LinkedHashSet<>();
    /// Cases that Kymo can't do on this machine: without a sample file, or a driver.
    private final Set<String> unavailable = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final List<SuiteResult.Hot> hot = new ArrayList<>();
    private final List<MachineSpeed> speeds = new ArrayList<>();
    private final Instant began = Instant.now();
    /// In forks that are done; other runs' forks may lie between them.
    private long spentNs;
    private long forkBeganNs;
    private long roundsNs;
    private int forksDone;
    private int doneRounds;
    /// Of the next fork; 0 when there is none.
    private int nextRounds;

    private SuiteRun(
            final Suite suite,
            final RunOptions options,
            final RunOptions.PeerSource peers,
            final int number,
            final Consumer<String> say) {
        this.suite = suite;
        this.options = options;
        this.peers = peers;
        this.number = number;
        this.say = say;
        plan = options.plan()
                .withForksAtMost(suite.forks())
                .withForksAtLeast(options.isQuick() ? 1 : suite.leastForks());
        nextRounds = plan.firstRounds();
    }

    /// Runs it once, or several times, a fork of each run in turn: whatever a shared machine does in the course of
    /// minutes, it does to all of them, and what still lies between their results is the harness's own.
    ///
    /// @param runs how many; no process of one is one of another's
    /// @param say hears of what goes on, a line each
    /// @return a result for each
    /// @throws IOException when Kymo's own side can't be run; a peer that can't is named in the result
    public static List<SuiteResult> run(
            final int runs,
            final Suite suite,
            final RunOptions options,
            final RunOptions.PeerSource peers,
            final Machine machine,
            final String command,
            final Consumer<String> say)
            throws IOException {
        for (final Suite.Peer side : suite.sides()) {
            Files.deleteIfExists(logOf(options, suite, side.name()));
        }
        final List<SuiteRun> turns = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            final String which = runs == 1 ? "" : "run " + run + ", ";
            turns.add(new SuiteRun(suite, options, peers, run, line -> say.accept(which + line)));
        }
        while (turns.stream().anyMatch(run -> run.nextRounds > 0)) {
            for (final SuiteRun run : turns) {
                if (run.nextRounds > 0) {
                    run.nextFork();
                }
            }
        }
        final List<SuiteResult> done = new ArrayList<>();
        for (final SuiteRun run : turns) {
            done.add(run.finish(machine, command));
        }
        return done;
    }

    private void nextFork() throws IOException {
        forkBeganNs = System.nanoTime();
        roundsNs = 0;
        measureMachine();
        fork(forksDone, nextRounds);
        forksDone++;
        doneRounds += nextRounds;
        final long forkNs = System.nanoTime() - forkBeganNs;
        spentNs += forkNs;
        nextRounds = plan.nextRounds(forksDone, doneRounds, spentNs, forkNs - roundsNs, roundsNs / nextRounds);
    }

    private SuiteResult finish(final Machine machine, final String command) throws IOException {
        forkBeganNs = System.nanoTime();
        if (options.withProfile()) {
            profile();
        }
        spentNs += System.nanoTime() - forkBeganNs;
        final double seconds = spentNs / NANOS_PER_SECOND;
        final List<CaseResult> cases =
                results.values().stream().flatMap(List::stream).toList();
        final List<SuiteResult.Ratio> ratios = ratios();
        writeRounds(cases);
        say.accept(String.format(
                Locale.ROOT, "%s: %.0f s, %d forks, %d rounds a side", suite.name(), seconds, forksDone, doneRounds));
        return new SuiteResult(
                suite,
                machine.with(MachineSpeed.median(speeds)),
                options.isQuick(),
                options.seed(),
                command,
                began,
                seconds,
                cases,
                ratios,
                goals(cases, ratios),
                List.copyOf(missing),
                hot);
    }

    /// Each round by itself beside the logs, for whoever wants to see behind a median.
    private void writeRounds(final List<CaseResult> cases) throws IOException {
        final StringBuilder text = new StringBuilder("case\tside\tmetric\tfork\tbusy\tvalue\n");
        for (final CaseResult one : cases) {
            final double[] values = one.perRound(one.metric());
            for (int round = 0; round < values.length; round++) {
                text.append(String.join(
                                "\t",
                                one.caseName(),
                                one.side(),
                                one.metric(),
                                Integer.toString(one.forkOfRound()[round]),
                                Boolean.toString(one.busyRounds()[round]),
                                Double.toString(values[round])))
                        .append('\n');
            }
        }
        Files.writeString(options.logs().resolve(suite.name() + "-rounds-" + number + ".tsv"), text);
    }

    private void measureMachine() throws InterruptedIOException {
        try {
            speeds.add(MachineSpeed.measure());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two forks");
        }
    }

    private Path logOf(final String side) {
        return logOf(options, suite, side);
    }

    private static Path logOf(final RunOptions options, final Suite suite, final String side) {
        return options.logs().resolve(suite.name() + "-" + side + ".log");
    }

    private boolean isWanted(final Suite.Peer side) {
        return side.name().equals(Suite.KYMO)
                || options.sides().isEmpty()
                || options.sides().contains(side.name());
    }

    private List<Suite.Case> chosenCases() {
        return suite.cases().stream()
                .filter(work -> options.cases().isEmpty() || options.cases().contains(work.name()))
                .toList();
    }

    private static String key(final String caseName, final String side) {
        return caseName + "/" + side;
    }

    private boolean takesPart(final Suite.Case work, final String side) {
        return !work.without().contains(side) && !failed.contains(key(work.name(), side));
    }

    private void miss(final String caseName, final String side, final String reason) {
        failed.add(key(caseName, side));
        if (missing.add(new SuiteResult.Missing(caseName, side, reason))) {
            say.accept(suite.name() + ": " + (caseName.isEmpty() ? "" : caseName + ", ") + side + " is missing: "
                    + reason);
        }
    }

    // ---- a fork

    private void fork(final int fork, final int rounds) throws IOException {
        final Path scratch = options.scratch().resolve(suite.name() + "-" + fork);
        Folders.createPrivate(scratch);
        try (SideProcesses workers = new SideProcesses()) {
            for (final Suite.Peer side : suite.sides()) {
                if (isWanted(side) && !failed.contains(key("", side.name())) && hasWork(side.name())) {
                    start(workers, side);
                }
            }
            for (final Suite.Case work : chosenCases()) {
                if (unavailable.contains(work.name())) {
                    continue;
                }
                runCase(workers, work, scratch, fork, rounds);
            }
        } finally {
            Folders.delete(scratch);
        }
    }

    private boolean hasWork(final String side) {
        return chosenCases().stream().anyMatch(work -> takesPart(work, side));
    }

    private void start(final SideProcesses workers, final Suite.Peer side) throws IOException {
        final RunOptions.Answer answer = SideProcesses.commandOf(suite, side, peers);
        if (answer.get().isEmpty()) {
            miss("", side.name(), answer.reason());
            return;
        }
        workers.start(side.name(), answer.parts(), logOf(side.name()));
    }

    private void runCase(
            final SideProcesses workers, final Suite.Case work, final Path scratch, final int fork, final int rounds)
            throws IOException {
        final List<String> sides = prepare(workers, work, scratch);
        if (unavailable.contains(work.name())) {
            return;
        }
        final Map<String, Integer> units = new LinkedHashMap<>();
        for (final String side : List.copyOf(sides)) {
            units.put(side, warm(workers, work, side, sides));
        }
        final List<CaseResult> known = results.computeIfAbsent(work.name(), _ -> new ArrayList<>());
        if (fork == 0) {
            sides.forEach(side -> known.add(new CaseResult(work, side)));
        }
        int quiet = 0;
        for (int round = 0; round < rounds + AGAIN && quiet < rounds && sides.contains(Suite.KYMO); round++) {
            final boolean isNear = isNear(CoreHop.patienceNs());
            final MachineLoad before = MachineLoad.now();
            final long beganNs = System.nanoTime();
            // There and back, so that what drifts is nobody's.
            final Map<String, SampleLine> samples =
                    round(workers, work, round % 2 == 0 ? sides : sides.reversed(), units);
            final long tookNs = System.nanoTime() - beganNs;
            final boolean isBusy = MachineLoad.now().isBusySince(before) || !isNear || !isNear(0);
            if (!isBusy || round < rounds) {
                roundsNs += tookNs;
            }
            // A disturbed round is taken again while there is time: those that were left in peace are what counts.
            quiet += isBusy && !isLate() ? 0 : 1;
            sides.removeIf(side -> !samples.containsKey(side));
            known.forEach(one -> {
                final SampleLine sample = samples.get(one.side());
                if (sample != null) {
                    one.add(fork, isBusy, sample);
                }
            });
        }
        // Without a round, a side's ratio could not be paired any more.
        known.removeIf(one -> !sides.contains(one.side()));
        if (!sides.contains(Suite.KYMO)) {
            throw new IOException(
                    suite.name() + ", " + work.name() + ": Kymo's own side failed; see " + logOf(Suite.KYMO));
        }
        say.accept(String.format(
                Locale.ROOT, "%s: %s, fork %d, %d sides done", suite.name(), work.name(), fork + 1, sides.size()));
    }

    /// Whether the two cores are near each other, where that matters.
    private boolean isNear(final long patienceNs) throws IOException {
        if (!suite.crossesCores()) {
            return true;
        }
        try {
            return CoreHop.awaitNear(isLate() ? 0 : patienceNs);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two rounds");
        }
    }

    /// @return the sides that are ready, Kymo first; their answers agree
    private List<String> prepare(final SideProcesses workers, final Suite.Case work, final Path scratch)
            throws IOException {
        final List<String> ready = new ArrayList<>();
        final Map<String, String> asked = new LinkedHashMap<>();
        // All at once: nothing is measured yet.
        for (final String side : workers.sides()) {
            if (takesPart(work, side)) {
                asked.put(
                        side,
                        workers.tell(
                                side, "prepare " + spec(work, side, scratch).toLine()));
            }
        }
        Optional<String> expected = Optional.empty();
        for (final Map.Entry<String, String> entry : asked.entrySet()) {
            final String side = entry.getKey();
            final String answer = entry.getValue().isEmpty() ? workers.hear(side, PREPARE_PATIENCE) : entry.getValue();
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
                if (side.equals(Suite.KYMO) && answer.startsWith("missing ")) {
                    unavailable.add(work.name());
                }
            }
        }
        return ready;
    }

    private CaseSpec spec(final Suite.Case work, final String side, final Path scratch) throws IOException {
        final Path folder = scratch.resolve(work.name() + "-" + side);
        Folders.createPrivate(folder);
        return new CaseSpec(
                suite.name(), work.name(), options.seed(), options.isQuick(), options.scale(), folder, options.data());
    }

    /// @return pieces of work of a round
    private int warm(final SideProcesses workers, final Suite.Case work, final String side, final List<String> sides) {
        if (!work.isWarmed()) {
            return 1;
        }
        final double scale = Math.min(1, options.scale()) * hurry();
        final String answer = workers.ask(
                side,
                "warm " + (long) (plan.roundNs() * scale * work.length()) + " " + (long) (plan.leastWarmNs() * scale)
                        + " " + (long) (plan.mostWarmNs() * scale),
                ROUND_PATIENCE);
        if (answer.startsWith("warmed ")) {
            return Integer.parseInt(answer.substring("warmed ".length()));
        }
        sides.remove(side);
        miss(work.name(), side, answer.substring(answer.indexOf(' ') + 1));
        return 1;
    }

    /// Less than 1 when the suite has had its time and cases are left.
    private double hurry() {
        return isLate() ? HURRIED : 1;
    }

    private boolean isLate() {
        if (plan.leastForks() > 1 && forksDone < plan.leastForks()) {
            return false;
        }
        return spentNs + System.nanoTime() - forkBeganNs > plan.suiteNs() - plan.profileNs();
    }

    /// @return of the sides that could do it
    private Map<String, SampleLine> round(
            final SideProcesses workers,
            final Suite.Case work,
            final List<String> sides,
            final Map<String, Integer> units) {
        final Map<String, SampleLine> samples = new LinkedHashMap<>();
        for (final String side : sides) {
            final String answer = workers.ask(side, "round " + units.get(side), ROUND_PATIENCE);
            if (answer.startsWith(SampleLine.WORD)) {
                samples.put(side, SampleLine.parse(answer));
            } else {
                miss(work.name(), side, answer.substring(answer.indexOf(' ') + 1));
            }
        }
        return samples;
    }

    // ---- where the time goes

    /// In a process of its own, for the recorder changes what it watches.
    private void profile() throws IOException {
        final Path scratch = options.scratch().resolve(suite.name() + "-profile");
        Folders.createPrivate(scratch);
        try (SideProcesses workers = new SideProcesses()) {
            start(workers, suite.sides().getFirst());
            for (final Suite.Case work : chosenCases()) {
                if (work.isWarmed()
                        && takesPart(work, Suite.KYMO)
                        && prepare(workers, work, scratch).contains(Suite.KYMO)) {
                    profile(workers, work);
                }
            }
        } finally {
            Folders.delete(scratch);
        }
    }

    private void profile(final SideProcesses workers, final Suite.Case work) {
        final int units = warm(workers, work, Suite.KYMO, new ArrayList<>());
        if (!workers.ask(Suite.KYMO, "profile", ROUND_PATIENCE).equals("ok")) {
            return;
        }
        final long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < PROFILED_NS) {
            workers.ask(Suite.KYMO, "round " + units, ROUND_PATIENCE);
        }
        String line = workers.ask(Suite.KYMO, "profiled", ROUND_PATIENCE);
        while (line.startsWith("hot ") || line.startsWith("alloc ")) {
            final String[] parts = line.split(" ", 3);
            hot.add(new SuiteResult.Hot(work.name(), parts[0], Double.parseDouble(parts[1]), parts[2]));
            line = workers.hear(Suite.KYMO, ROUND_PATIENCE);
        }
    }

    // ---- ratios and goals

    private List<SuiteResult.Ratio> ratios() {
        final List<SuiteResult.Ratio> ratios = new ArrayList<>();
        for (final Suite.Case work : chosenCases()) {
            final List<CaseResult> found = results.getOrDefault(work.name(), List.of());
            for (final CaseResult other : found) {
                if (!other.equals(found.getFirst())) {
                    addRatio(ratios, work.metric(), found.getFirst(), other);
                    if (work.metric().equals(Suite.Case.TYPICAL)) {
                        addRatio(ratios, "cpu_ns_per_op", found.getFirst(), other);
                    }
                }
            }
        }
        return ratios;
    }

    private void addRatio(
            final List<SuiteResult.Ratio> ratios, final String metric, final CaseResult own, final CaseResult other) {
        final double[] others = other.perRound(metric);
        for (final double value : others) {
            if (!(value > 0)) {
                return;
            }
        }
        ratios.add(new SuiteResult.Ratio(
                own.caseName(),
                metric,
                other.side(),
                metric.equals(Suite.Case.TYPICAL)
                        ? Statistics.ratioOfQuickest(own.perRound(metric), others, own.forkOfRound(), own.busyRounds())
                        : Statistics.ratio(own.perRound(metric), others, own.forkOfRound(), own.busyRounds())));
    }

    private List<SuiteResult.GoalResult> goals(final List<CaseResult> cases, final List<SuiteResult.Ratio> ratios) {
        final List<SuiteResult.GoalResult> found = new ArrayList<>();
        for (final Goal goal : suite.goals()) {
            if (options.cases().isEmpty() || options.cases().contains(goal.caseName())) {
                found.add(new SuiteResult.GoalResult(goal, valueOf(goal, cases, ratios)));
            }
        }
        return found;
    }

    private static Optional<Double> valueOf(
            final Goal goal, final List<CaseResult> cases, final List<SuiteResult.Ratio> ratios) {
        if (goal.peer().isEmpty()) {
            return cases.stream()
                    .filter(one ->
                            one.caseName().equals(goal.caseName()) && one.side().equals(Suite.KYMO))
                    .findFirst()
                    .map(one -> one.median(goal.metric()));
        }
        return ratios.stream()
                .filter(ratio -> ratio.caseName().equals(goal.caseName())
                        && ratio.metric().equals(goal.metric())
                        && ratio.vs().equals(goal.peer()))
                .findFirst()
                .map(ratio -> ratio.range().median());
    }
}
