package dev.kymo.perf.cli;

import dev.kymo.perf.report.Baseline;
import dev.kymo.perf.report.BenchJson;
import dev.kymo.perf.report.HtmlReport;
import dev.kymo.perf.report.ResultTable;
import dev.kymo.perf.report.ResultsPage;
import dev.kymo.perf.report.Stability;
import dev.kymo.perf.run.Folders;
import dev.kymo.perf.run.Jvm;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.run.Machine;
import dev.kymo.perf.run.RunOptions;
import dev.kymo.perf.run.SideProcesses;
import dev.kymo.perf.run.SuiteResult;
import dev.kymo.perf.run.SuiteRun;
import dev.kymo.perf.suite.Suite;
import dev.kymo.perf.suite.Suites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `kymo bench`: Kymo beside its peers, on this machine, in one run.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = FlightCommand.class,
        description = "Measure Kymo beside its peers: the same work, answers compared, rounds that alternate.",
        footer = {"", "Examples:", "  kymo bench log --quick", "  kymo bench all --json bench.json --report bench.html"
        })
final class BenchCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int STABILITY_RUNS = 3;
    private static final int NICE = -15;
    private static final Path MEMORY = Path.of("/dev/shm");

    @Parameters(paramLabel = "SUITE", arity = "0..*", description = "Suites, or all; --list names them.")
    List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Name the suites, their cases and peers.")
    boolean list;

    @Option(names = "--quick", description = "Small sizes, at most 45 s a suite: for daily use, not for claims.")
    boolean quick;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of each side in a fork; by the time that there is.")
    @Nullable
    Integer rounds;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "Times that all processes are started anew; by the time that there is (1 to 3).")
    @Nullable
    Integer forks;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "20251120",
            description = "Of all random data; ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "Multiplies sizes; for trying the harness.")
    double scale;

    @Option(names = "--peer", paramLabel = "SIDE", description = "Only these peers; none with --no-peers.")
    List<String> peers = new ArrayList<>();

    @Option(names = "--no-peers", description = "Kymo alone.")
    boolean noPeers;

    @Option(names = "--case", paramLabel = "CASE", description = "Only these cases.")
    List<String> cases = new ArrayList<>();

    @Option(names = "--profile", description = "Show where Kymo's time and allocations go (Flight Recorder).")
    boolean profile;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results; - for standard output.")
    @Nullable
    Path json;

    @Option(names = "--report", paramLabel = "HTML", description = "Write a page with plots, tables and goals.")
    @Nullable
    Path report;

    @Option(names = "--check", description = "Compare with perf/baseline.json (as --json wrote it); exit 1 when worse.")
    boolean check;

    @Option(
            names = "--stability",
            description =
                    "Run everything three times, in turns, and say how far the ratios' medians lie apart; exit 1 above 15 %%.")
    boolean stability;

    @Option(
            names = "--results",
            description = "Write the suites' parts of docs/RESULTS.md; the full form of all does it anyway.")
    boolean writesResults;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (list) {
            printList();
            return 0;
        }
        final List<Suite> suites = chosen();
        if (check && !Files.exists(baseline())) {
            throw new IOException(baseline() + ": no baseline to compare with; make one with --json " + baseline());
        }
        final Machine machine = Machine.here(true);
        PerfMain.say(machine.describe() + "; " + machine.driver());
        final long beganNs = System.nanoTime();
        final List<List<SuiteResult>> runs;
        final Path scratch = Files.createTempDirectory(
                Files.isDirectory(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir")), "kymo-bench-");
        // For Ctrl-C: workers end when their input does, and leave gigabytes of memory file system behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(scratch), "kymo-bench-cleanup"));
        try {
            final RunOptions options = options(scratch);
            final PeerLibraries libraries = new PeerLibraries(Jvm.root(), PerfMain::say);
            fetch(suites, libraries);
            // Whoever shares the machine has to stand back while its workers measure.
            final boolean isFirst = Libc.setNice(0, NICE);
            try {
                runs = runAll(suites, options, libraries, machine);
            } finally {
                if (isFirst) {
                    Libc.setNice(NICE, 0);
                }
            }
        } finally {
            Folders.delete(scratch);
        }
        final List<SuiteResult> results = runs.getLast();
        runs.forEach(BenchCommand::sayTimes);
        PerfMain.say(String.format(Locale.ROOT, "%.0f s in all", (System.nanoTime() - beganNs) / 1e9));
        if (json != null) {
            writeJson(results);
        }
        if (report != null) {
            Files.writeString(report, HtmlReport.write(results));
            PerfMain.say("report: " + report);
        }
        if (writesResults()) {
            ResultsPage.update(Jvm.root().resolve("docs").resolve("RESULTS.md"), results);
        }
        if (stability) {
            final Stability found = Stability.of(runs);
            (isJsonOnOutput() ? PerfMain.err() : PerfMain.out()).print(found.describe());
            PerfMain.out().flush();
            return found.isStable() ? 0 : PerfMain.EXIT_FAILED;
        }
        return check ? compare(results) : 0;
    }

    private boolean writesResults() {
        return writesResults || (names.contains(ALL) && !quick && !noPeers && peers.isEmpty() && cases.isEmpty());
    }

    /// Before anything is timed: what a suite may take does not include Maven and npm.
    private void fetch(final List<Suite> suites, final PeerLibraries libraries) {
        for (final Suite suite : suites) {
            for (final Suite.Peer side : suite.sides()) {
                if (!noPeers && (peers.isEmpty() || peers.contains(side.name()))) {
                    SideProcesses.commandOf(suite, side, libraries);
                }
            }
        }
    }

    /// @return all suites of each run
    private List<List<SuiteResult>> runAll(
            final List<Suite> suites, final RunOptions options, final PeerLibraries libraries, final Machine machine)
            throws IOException {
        final List<List<SuiteResult>> runs = new ArrayList<>();
        for (int run = 0; run < (stability ? STABILITY_RUNS : 1); run++) {
            runs.add(new ArrayList<>());
        }
        for (final Suite suite : suites) {
            PerfMain.say(suite.name() + ": " + suite.title());
            final List<SuiteResult> results = SuiteRun.run(
                    runs.size(), suite, options, libraries, machine.now(), commandLine(suite), PerfMain::say);
            for (int run = 0; run < runs.size(); run++) {
                runs.get(run).add(results.get(run));
                (isJsonOnOutput() ? PerfMain.err() : PerfMain.out()).println(ResultTable.of(results.get(run)));
            }
            PerfMain.out().flush();
        }
        return runs;
    }

    private static void sayTimes(final List<SuiteResult> results) {
        final double total = results.stream().mapToDouble(SuiteResult::seconds).sum();
        final StringBuilder text = new StringBuilder("time:");
        results.forEach(result -> text.append(
                String.format(Locale.ROOT, " %s %.0f s,", result.suite().name(), result.seconds())));
        PerfMain.say(text + String.format(Locale.ROOT, " together %.0f s", total));
    }

    private static int compare(final List<SuiteResult> results) throws IOException {
        final List<String> worse = Baseline.read(baseline()).worse(results);
        worse.forEach(line -> PerfMain.say("worse: " + line));
        return worse.isEmpty() ? 0 : PerfMain.EXIT_FAILED;
    }

    private static Path baseline() {
        return Jvm.root().resolve("perf").resolve("baseline.json");
    }

    private static void deleteQuietly(final Path scratch) {
        try {
            Folders.delete(scratch);
        } catch (final IOException e) {
            PerfMain.say(scratch + " could not be deleted: " + e.getMessage());
        }
    }

    private boolean isJsonOnOutput() {
        return json != null && json.toString().equals("-");
    }

    private void writeJson(final List<SuiteResult> results) throws IOException {
        if (isJsonOnOutput()) {
            PerfMain.out().print(BenchJson.write(results));
            PerfMain.out().flush();
        } else {
            Files.writeString(json, BenchJson.write(results));
        }
    }

    private RunOptions options(final Path scratch) throws IOException {
        final Path work = Jvm.root().resolve(".kymo").resolve("bench");
        final Path data = Files.createDirectories(work.resolve("data"));
        final boolean withProfile = profile || writesResults() || (!quick && !stability);
        return new RunOptions(
                quick,
                RunOptions.plan(quick, withProfile, rounds, forks),
                scale,
                seed,
                withProfile,
                noPeers ? List.of(Suite.KYMO) : peers,
                cases,
                scratch,
                data,
                work.resolve("logs"));
    }

    /// What repeats a suite.
    private String commandLine(final Suite suite) {
        return "kymo bench " + suite.name() + (quick ? " --quick" : "") + " --seed " + seed;
    }

    private List<Suite> chosen() {
        if (names.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "which suite? " + Suites.names() + ", or all");
        }
        final List<Suite> chosen = new ArrayList<>();
        for (final String name : names) {
            if (name.equals(ALL)) {
                Suites.all().stream().filter(Suite::isReady).forEach(chosen::add);
                continue;
            }
            final Suite suite = Suites.find(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "suite=" + name + ", expected one of " + Suites.names() + ", or all"));
            if (!suite.isReady()) {
                throw new ParameterException(
                        spec.commandLine(), "suite " + name + " is not yet there: " + suite.notYet());
            }
            chosen.add(suite);
        }
        return chosen;
    }

    private static void printList() {
        for (final Suite suite : Suites.all()) {
            PerfMain.out()
                    .println(suite.name() + "  " + suite.title()
                            + (suite.isReady() ? "" : "; not yet: " + suite.notYet()));
            suite.cases().forEach(work -> PerfMain.out().println("    " + work.name() + "  " + work.what()));
            suite.planned()
                    .forEach(planned -> PerfMain.out()
                            .println("    not there yet: " + planned.caseName() + ": " + planned.reason()));
            if (suite.isReady()) {
                PerfMain.out()
                        .println("    beside: "
                                + String.join(
                                        ", ",
                                        suite.sides().stream()
                                                .map(Suite.Peer::name)
                                                .filter(name -> !name.equals(Suite.KYMO))
                                                .toList()));
            }
        }
        PerfMain.out().flush();
    }
}
