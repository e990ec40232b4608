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
            "Also, run by the launcher: kymo test [MODULE] [--long], the test suite.",
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
}
