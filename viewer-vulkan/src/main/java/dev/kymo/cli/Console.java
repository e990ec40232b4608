package dev.kymo.cli;

import dev.kymo.viewer.vulkan.VulkanUnavailableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Where the command line speaks: answers on standard output alone, everything else on standard error.
final class Console {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private static volatile boolean verbose;

    private Console() {}

    /// Whether [#detail] says anything.
    static void setVerbose(final boolean wanted) {
        verbose = wanted;
    }

    /// What only those want to know who ask for it.
    static void detail(final String line) {
        if (verbose) {
            say(line);
        }
    }

    /// Buffered by lines of a pipe's size; flush when done.
    static PrintStream out() {
        return OUT;
    }

    static PrintStream err() {
        return ERR;
    }

    /// Whether a person is looking. JDK 25 answers null again when there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    static void say(final String line) {
        ERR.println("kymo: " + line);
    }

    /// One line for the user; the stack when asked.
    static void fail(final Throwable error, final boolean verbose) {
        say("error: " + describe(error));
        if (verbose) {
            error.printStackTrace(ERR);
        }
    }

    static String describe(final Throwable error) {
        if (error instanceof final UncheckedIOException e && e.getCause() != null) {
            return describe(e.getCause());
        }
        if (error instanceof final NoSuchFileException e) {
            return e.getFile() + ": no such file";
        }
        if (error instanceof final AccessDeniedException e) {
            return e.getFile() + ": permission denied";
        }
        if (error instanceof final FileAlreadyExistsException e) {
            return e.getFile() + ": is there already";
        }
        if (error instanceof final NotDirectoryException e) {
            return e.getFile() + ": is no folder";
        }
        if (error instanceof final FileSystemException e && e.getReason() != null) {
            return e.getFile() + ": " + e.getReason();
        }
        final String message = error.getMessage();
        if (message == null
                || !(error instanceof IOException
                        || error instanceof CommandException
                        || error instanceof VulkanUnavailableException
                        || error instanceof IllegalArgumentException)) {
            return error.getClass().getSimpleName()
                    + (message == null ? "" : ": " + message.lines().findFirst().orElse(""))
                    + " (run again with --verbose for the stack)";
        }
        return message.lines().findFirst().orElse("");
    }
}
