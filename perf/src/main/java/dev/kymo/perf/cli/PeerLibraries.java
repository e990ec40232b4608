package dev.kymo.perf.cli;

import dev.kymo.perf.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Fetches and builds peers when a suite wants them, and not before: they are no part of the product. Java ones by
/// Maven
/// (the profile `peers` of the root `pom.xml`), those for Node by npm into `.kymo/bench/node`.
final class PeerLibraries implements RunOptions.PeerSource {
    private static final String MODULE = "perf/peers";
    private static final String CLASS_PATH_FILE = "target/runtime.classpath";
    private static final long PATIENCE_MINUTES = 10;

    private final Path root;
    private final Consumer<String> say;
    private RunOptions.@Nullable Answer classPath;
    private RunOptions.@Nullable Answer node;

    PeerLibraries(final Path root, final Consumer<String> say) {
        this.root = root;
        this.say = say;
    }

    @Override
    public synchronized RunOptions.Answer classPath() {
        RunOptions.Answer known = classPath;
        if (known == null) {
            known = buildJava();
            classPath = known;
        }
        return known;
    }

    private RunOptions.Answer buildJava() {
        final Path module = root.resolve(MODULE);
        final Path written = module.resolve(CLASS_PATH_FILE);
        try {
            final Path log = logs().resolve("peers-build.log");
            if (isStale(module, written)) {
                say.accept("building the peers (the first time, Maven fetches their libraries) ...");
                Files.deleteIfExists(written);
                final int failed = execute(
                        List.of(
                                "mvn",
                                "-B",
                                "-ntp",
                                "-Ppeers",
                                "-pl",
                                MODULE,
                                "-am",
                                "-Dmaven.test.skip=true",
                                "-Dspotless.check.skip=true",
                                "-Dforbiddenapis.skip=true",
                                "package",
                                "dependency:build-classpath",
                                "-DincludeScope=runtime",
                                "-Dmdep.outputFile=" + CLASS_PATH_FILE),
                        root,
                        log);
                if (failed != 0 || !Files.exists(written)) {
                    return RunOptions.Answer.none("peers could not be built: " + firstError(log));
                }
            }
            try (Stream<Path> jars = Files.list(module.resolve("target"))) {
                final List<String> parts = new ArrayList<>(jars.map(Path::toString)
                        .filter(name -> name.endsWith(".jar") && name.contains("kymo-perf-peers-"))
                        .toList());
                parts.addAll(List.of(Files.readString(written).strip().split(System.getProperty("path.separator"))));
                return RunOptions.Answer.of(parts);
            }
        } catch (final IOException e) {
            return RunOptions.Answer.none("peers could not be built: " + e.getMessage());
        }
    }

    /// Whether a source of the peers, or the harness they are compiled against, is newer than what was built.
    private boolean isStale(final Path module, final Path written) throws IOException {
        if (!Files.exists(written)) {
            return true;
        }
        final var built = Files.getLastModifiedTime(written);
        try (Stream<Path> sources = Files.walk(module);
                Stream<Path> harness = Files.list(root.resolve("perf").resolve("target"))) {
            return Stream.concat(
                            sources.filter(file -> file.startsWith(module.resolve("src")) || file.endsWith("pom.xml")),
                            harness.filter(file -> file.toString().endsWith(".jar")))
                    .anyMatch(file -> {
                        try {
                            return Files.getLastModifiedTime(file).compareTo(built) > 0;
                        } catch (final IOException e) {
                            return true;
                        }
                    });
        }
    }

    private static String firstError(final Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("[ERROR]"))
                    .findFirst()
                    .map(line -> line.substring("[ERROR]".length()).strip())
                    .orElse("see " + log);
        }
    }

    private Path logs() throws IOException {
        return Files.createDirectories(root.resolve(".kymo").resolve("bench").resolve("logs"));
    }

    @Override
    public synchronized RunOptions.Answer nodeCommand(final String suite, final String side) {
        RunOptions.Answer known = node;
        if (known == null) {
            known = installNode();
            node = known;
        }
        if (known.get().isEmpty()) {
            return known;
        }
        final List<String> command = new ArrayList<>(known.parts());
        command.add(suite);
        command.add(side);
        return RunOptions.Answer.of(command);
    }

    private RunOptions.Answer installNode() {
        try {
            final Path source = root.resolve(MODULE).resolve("node");
            final Path cache = Files.createDirectories(
                    root.resolve(".kymo").resolve("bench").resolve("node"));
            final Path log = logs().resolve("peers-node.log");
            for (final String file : List.of("package.json", "worker.mjs")) {
                Files.copy(
                        source.resolve(file), cache.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.isDirectory(cache.resolve("node_modules"))
                    && execute(List.of("npm", "install", "--no-fund", "--no-audit"), cache, log) != 0) {
                return RunOptions.Answer.none("npm could not install it; see " + log);
            }
            return RunOptions.Answer.of(
                    List.of("node", cache.resolve("worker.mjs").toString()));
        } catch (final IOException e) {
            return RunOptions.Answer.none("Node is not installed: " + e.getMessage());
        }
    }

    private static int execute(final List<String> command, final Path folder, final Path log) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        final Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        final Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return 1;
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
