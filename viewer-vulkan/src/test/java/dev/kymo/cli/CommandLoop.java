package dev.kymo.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Run in a JVM of its own: one command line per line of standard input, one exit code per line of a file. What the
/// commands say goes where a user's would, to the process's own standard output and error.
final class CommandLoop {
    /// Between the arguments of a line.
    static final String SEPARATOR = "\u001F";

    private CommandLoop() {}

    public static void main(final String[] args) throws IOException {
        final Path exitCodes = Path.of(args[0]);
        final BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            final int exitCode = Main.run(line.split(SEPARATOR, -1));
            Console.out().flush();
            Console.err().flush();
            Files.writeString(exitCodes, exitCode + "\n", StandardOpenOption.APPEND);
        }
    }
}
