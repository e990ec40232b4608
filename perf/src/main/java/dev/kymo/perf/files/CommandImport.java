package dev.kymo.perf.files;

import dev.kymo.perf.run.SideProcesses;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Another program that loads the same file, as a process of its own; its start is part of the time.
final class CommandImport implements Side {
    private final String program;
    private final String packageName;
    private final List<String> before;
    private final List<String> after;
    private Path file = Path.of("");
    private long points;

    private CommandImport(
            final String program, final String packageName, final List<String> before, final List<String> after) {
        this.program = program;
        this.packageName = packageName;
        this.before = before;
        this.after = after;
    }

    /// PDAL, into its writer that drops everything.
    static CommandImport pdal() {
        return new CommandImport(
                "pdal", "pdal", List.of("translate"), List.of("/dev/null", "--writer", "writers.null"));
    }

    /// CloudCompare without a window.
    static CommandImport cloudCompare() {
        return new CommandImport("CloudCompare", "cloudcompare", List.of("-SILENT", "-O"), List.of());
    }

    @Override
    public long prepare(final CaseSpec bench) throws IOException, InterruptedException, UnavailableException {
        if (!SideProcesses.isInstalled(program)) {
            throw new UnavailableException(program + " is not installed (apt-get install " + packageName + ")");
        }
        file = CloudFiles.file(bench);
        points = CloudFiles.points(bench, file);
        execute();
        // It says nothing that could be compared but its exit code.
        return points;
    }

    private void execute() throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(before);
        command.add(file.toString());
        command.addAll(after);
        final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // CloudCompare loads Qt even without a window, which looks for a display.
        builder.environment().putIfAbsent("QT_QPA_PLATFORM", "offscreen");
        final int exitCode = builder.start().waitFor();
        if (exitCode != 0) {
            throw new IOException(program + " ended with " + exitCode);
        }
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException, InterruptedException {
        sample.start();
        execute();
        sample.stop(points);
        sample.figure("points_per_s", points / sample.wallNs() * 1e9);
    }
}
