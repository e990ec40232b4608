package dev.kymo.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// The command line's entry. Exit codes: 0 done, 1 the data or the work failed, 2 wrong usage.
@Command(
        name = "kymo",
        mixinStandardHelpOptions = true,
        version = "kymo 0.1.0",
        description = "Recorder, store and viewer for what machines sense and do.",
        subcommands = {
            DemoCommand.class,
            RecordCommand.class,
            ViewCommand.class,
            ImportCommand.class,
            QueryCommand.class,
            ExportCommand.class,
            RrdCommand.class,
            LsCommand.class,
            PsCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Also, run by the launcher: kymo test [MODULE] [--long], the test suite; kymo bench SUITE, Kymo beside its",
            "peers; kymo latency, a probe of a paced loop.",
            "",
            "kymo FILE opens the viewer on a file, kymo alone on its start page.",
            "",
            "Examples:",
            "  kymo demo --headless --seconds 8 --out /tmp/demo",
            "  kymo record -o run.rrd"
        })
public final class Main {
    static final int EXIT_FAILED = 1;

    @CommandLine.Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Say more: the stack of an error, every column in prints.")
    boolean verbose;

    private Main() {}

    public static void main(final String[] args) {
        System.exit(run(args));
    }

    static int run(final String... args) {
        final Main main = new Main();
        final CommandLine commandLine = new CommandLine(main)
                .setOut(new PrintWriter(Console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(Console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> usageError(e))
                .setExecutionStrategy(parsed -> {
                    Console.setVerbose(main.verbose);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setExecutionExceptionHandler((e, command, _) -> {
                    Console.fail(e, main.verbose);
                    return EXIT_FAILED;
                });
        return commandLine.execute(isFile(commandLine, args) ? withView(args) : args);
    }

    /// `kymo` alone and `kymo FILE` are the viewer.
    private static boolean isFile(final CommandLine commandLine, final String... args) {
        return args.length == 0
                || (!args[0].startsWith("-")
                        && !commandLine.getSubcommands().containsKey(args[0])
                        && looksLikeFile(args[0]));
    }

    private static boolean looksLikeFile(final String name) {
        try {
            return name.contains("/") || name.contains(".") || Files.exists(Path.of(name));
        } catch (final InvalidPathException e) {
            return false;
        }
    }

    private static String[] withView(final String... args) {
        final String[] all = new String[args.length + 1];
        all[0] = "view";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    /// One line that says what is wrong and where to read on; the whole usage would push it off the screen.
    private static int usageError(final CommandLine.ParameterException e) {
        final String message =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        Console.say("error: " + message + "; see "
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }
}
