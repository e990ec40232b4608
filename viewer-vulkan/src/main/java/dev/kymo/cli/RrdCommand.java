package dev.kymo.cli;

import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdPrint;
import dev.kymo.rrd.RrdRepair;
import dev.kymo.rrd.RrdStats;
import dev.kymo.rrd.RrdVerify;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.viewer.app.RecordingPaths;
import dev.kymo.viewer.app.remote.RemoteMirror;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `kymo rrd`: file tools.
@Command(
        name = "rrd",
        mixinStandardHelpOptions = true,
        description = "Tools for recordings' files.",
        subcommands = {
            RrdCommand.Stats.class,
            RrdCommand.Print.class,
            RrdCommand.Verify.class,
            RrdCommand.Repair.class,
            RewriteTool.Pack.class,
            RewriteTool.Align.class
        },
        footer = {"", "Examples:", "  kymo rrd stats run.rrd --json", "  kymo rrd verify run.rrd"})
final class RrdCommand implements Callable<Integer> {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @ParentCommand
    Main main;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say which tool: stats, print, verify, repair, pack or align");
    }

    /// What is wrong and yet leaves the rest readable, said where it does not mix with answers.
    private static void warn(final RrdFile file) {
        for (final Problem problem : file.problems()) {
            Console.say("warning: " + file.path() + ": " + problem);
        }
    }

    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            description = "What is in a file: recordings, entities, rows, time ranges.",
            footer = {"", "Examples:", "  kymo rrd stats run.rrd", "  kymo rrd stats run.rrd --json"})
    static final class Stats implements Callable<Integer> {
        @Parameters(
                index = "0..*",
                arity = "1..*",
                paramLabel = "FILE|DIR|tcp://HOST:PORT",
                description =
                        "The recording; several files, or a folder of them, are counted as one. Or a recorder elsewhere:"
                                + " what it has now.")
        List<Path> paths;

        @Option(names = "--json", description = "Answer in JSON.")
        boolean json;

        @Override
        public Integer call() throws IOException {
            final RemoteAddress remote = paths.size() == 1 ? RemoteAddress.of(paths.getFirst()) : null;
            if (remote == null) {
                final List<Path> named = RecordingPaths.expand(paths);
                named.forEach(LoadedFile::requireRecording);
                named.forEach(LoadedFile::complete);
                answer(named, null);
            } else {
                try (RemoteMirror mirror = LoadedFile.copy(remote)) {
                    answer(filed(mirror, remote), remote);
                }
            }
            Console.out().flush();
            return 0;
        }

        private static List<Path> filed(final RemoteMirror mirror, final RemoteAddress remote) {
            try {
                return RecordingPaths.expand(List.of(mirror.folder()));
            } catch (final IOException none) {
                throw new CommandException(remote + ": the recorder has filed nothing yet");
            }
        }

        private void answer(final List<Path> named, final @Nullable RemoteAddress remote) throws IOException {
            final List<RrdFile> files = new ArrayList<>();
            try {
                for (final Path path : named) {
                    files.add(RrdFile.open(path));
                }
                final RrdStats counted = RrdStats.of(files);
                final RrdStats stats = remote == null
                        ? counted
                        : new RrdStats(
                                remote.toString(), counted.sizeBytes(), counted.hasFooter(), counted.recordings());
                files.forEach(RrdCommand::warn);
                if (json) {
                    Console.out().println(stats.toJson());
                } else {
                    printText(stats);
                }
            } finally {
                files.forEach(RrdFile::close);
            }
        }

        private static void printText(final RrdStats stats) {
            final PrintStream out = Console.out();
            out.printf(
                    Locale.ROOT,
                    "%s: %,d bytes, %s%n",
                    stats.file(),
                    stats.sizeBytes(),
                    stats.hasFooter() ? "with a footer" : "without a footer");
            for (final RrdStats.Recording recording : stats.recordings()) {
                out.printf(
                        Locale.ROOT,
                        "%n%s %s %s%n",
                        recording.kind(),
                        recording.applicationId(),
                        recording.recordingId());
                out.printf(
                        Locale.ROOT,
                        "  %,d rows in %,d chunks (%,d static, %,d compressed, %,d aligned), %,d entities, %,d points%n",
                        recording.rows(),
                        recording.chunks(),
                        recording.staticChunks(),
                        recording.compressedChunks(),
                        recording.alignedChunks(),
                        recording.entities(),
                        recording.points());
                for (final RrdStats.TimelineSpan span : recording.timelines()) {
                    out.printf(
                            Locale.ROOT,
                            "  timeline %-20s %-10s %s to %s%n",
                            span.name(),
                            span.type().word(),
                            TimeText.show(span.start(), span.type()),
                            TimeText.show(span.end(), span.type()));
                }
                recording.components().forEach(component -> out.println("  " + component));
            }
        }
    }

    @Command(
            name = "print",
            mixinStandardHelpOptions = true,
            description = "What a file consists of, frame by frame; with --verbose every column.",
            footer = {"", "Examples:", "  kymo rrd print run.rrd", "  kymo rrd print run.rrd --verbose"})
    static final class Print implements Callable<Integer> {
        @ParentCommand
        RrdCommand parent;

        @Parameters(index = "0", paramLabel = "FILE", description = "The recording.")
        Path path;

        @Override
        public Integer call() throws IOException {
            LoadedFile.requireRecording(path);
            try (RrdFile file = RrdFile.open(path)) {
                RrdPrint.print(file, Console.out(), parent.main.verbose);
            }
            Console.out().flush();
            return 0;
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Read all of a file and say what is wrong with it; exit 1 when something is.",
            footer = {"", "Examples:", "  kymo rrd verify run.rrd", "  kymo rrd verify run.rrd && echo whole"})
    static final class Verify implements Callable<Integer> {
        @Parameters(
                index = "0..*",
                arity = "1..*",
                paramLabel = "FILE|DIR",
                description = "The recordings, each looked at by itself.")
        List<Path> paths;

        @Override
        public Integer call() throws IOException {
            boolean allWhole = true;
            for (final Path path : RecordingPaths.expand(paths)) {
                allWhole &= isWhole(path);
            }
            Console.out().flush();
            return allWhole ? 0 : Main.EXIT_FAILED;
        }

        private static boolean isWhole(final Path path) throws IOException {
            LoadedFile.requireRecording(path);
            final List<Problem> problems;
            final int chunks;
            try (RrdFile file = RrdFile.open(path)) {
                problems = RrdVerify.verify(file);
                chunks = file.entries().size();
            }
            for (final Problem problem : problems) {
                Console.out().println(path + ": " + problem);
            }
            if (problems.isEmpty()) {
                Console.out().println(path + ": " + chunks + " chunks, all as they should be");
            }
            return problems.isEmpty();
        }
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = "Keep all that can be read of a damaged file, and give it a footer.",
            footer = {
                "",
                "Says what was dropped, with byte offsets; exit 1 when something is wrong with the result.",
                "",
                "Examples:",
                "  kymo rrd repair cut.rrd -o whole.rrd",
                "  kymo rrd repair run.rrd --in-place"
            })
    static final class Repair implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "FILE", description = "The damaged recording.")
        Path path;

        @CommandLine.ArgGroup(multiplicity = "1")
        Target target;

        /// Where the result goes.
        static final class Target {
            @Option(
                    names = {"-o", "--output"},
                    paramLabel = "FILE",
                    required = true,
                    description = "Write the whole recording here; must not be there.")
            Path output;

            @Option(names = "--in-place", required = true, description = "Mend the file itself.")
            boolean inPlace;
        }

        @Override
        public Integer call() throws IOException {
            LoadedFile.requireFile(path);
            final RrdRepair.Report report =
                    target.inPlace ? RrdRepair.repairInPlace(path) : RrdRepair.repair(path, target.output);
            final Path result = target.inPlace ? path : target.output;
            for (final RrdRepair.Dropped dropped : report.dropped()) {
                Console.out().println(path + ": " + dropped);
            }
            for (final Problem problem : report.remaining()) {
                Console.out().println(result + ": still wrong: " + problem);
            }
            Console.out()
                    .println(result + ": " + report.chunks() + " chunks kept"
                            + (report.isWhole() ? ", all as they should be" : ""));
            Console.out().flush();
            return report.isWhole() ? 0 : Main.EXIT_FAILED;
        }
    }
}
