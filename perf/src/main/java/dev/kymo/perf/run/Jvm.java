package dev.kymo.perf.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a JVM is started: this one's java, class path and flags, unless told otherwise.
public final class Jvm {
    private Jvm() {}

    /// The flags of `.mvn/java.flags`, the same for all sides.
    ///
    /// @param heap such as `2g`
    /// @param mainAndArguments the main class first
    public static List<String> command(final String classPath, final String heap, final List<String> mainAndArguments) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + root().resolve(".mvn").resolve("java.flags"));
        command.add("-Xmx" + heap);
        command.add("-Dkymo.root=" + root());
        command.add("-cp");
        command.add(classPath);
        command.addAll(mainAndArguments);
        return command;
    }

    /// The repository, as the launcher and the tests name it.
    ///
    /// @throws IllegalStateException when they did not
    public static Path root() {
        final String root = System.getProperty("kymo.root");
        if (root == null) {
            throw new IllegalStateException("kymo.root is not set: start this by ./kymo");
        }
        return Path.of(root);
    }

    public static String classPath() {
        return System.getProperty("java.class.path");
    }
}
