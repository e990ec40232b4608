package dev.kymo.perf.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What the launcher runs for `kymo bench` and `kymo latency`. Exit codes: 0 done, 1 the work failed, 2 wrong usage.
@Command(
        name = "kymo",
        description = "Measurements.",
        subcommands = {BenchCommand.class, LatencyCommand.class})
public final class PerfMain {
    static final int EXIT_FAILED = 1;
    private static PrintStream answers =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    private static PrintStream remarks =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    @CommandLine.Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "The stack of an error.")
    boolean verbose;

    private PerfMain() {}

    public static void main(final String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(final String... arguments) {
        final PerfMain main = new PerfMain();
        return new CommandLine(main)
                .setOut(new PrintWriter(answers, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(remarks, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, _) -> {
                    say("error: " + e.getMessage().lines().findFirst().orElse("") + "; see "
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, _, _) -> {
                    say("error: " + describe(e));
                    if (main.verbose) {
                        remarks.println(stack(e));
                    }
                    return EXIT_FAILED;
                })
                .execute(arguments);
    }

    private static String stack(final Throwable e) {
        final StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String describe(final Exception e) {
        if (e instanceof final NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        final String message = e.getMessage();
        return e instanceof IOException && message != null
                ? message
                : e.getClass().getSimpleName() + ": " + message + " (run again with --verbose for the stack)";
    }

    /// For tests, whose standard output is spoken for.
    static void speakTo(final PrintStream everything) {
        answers = everything;
        remarks = everything;
    }

    /// Answers alone.
    static PrintStream out() {
        return answers;
    }

    static PrintStream err() {
        return remarks;
    }

    static void say(final String line) {
        remarks.println("kymo: " + line);
    }
}
