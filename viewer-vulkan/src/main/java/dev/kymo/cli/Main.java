package dev.kymo.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
            RrdCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Also, run by the launcher: kymo test [MODULE] [--long], the test suite; kymo bench SUITE, Kymo beside its",
            "peers; kymo latency, a probe of a paced loop.",
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
                .setExecutionExceptionHandler((e, command, _) -> {
                    Console.fail(e, main.verbose);
                    return EXIT_FAILED;
                });
        if (args.length == 0) {
            commandLine.usage(Console.err());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(args);
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
