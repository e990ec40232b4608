package dev.kymo.cli;

import dev.kymo.rrd.Problem;
import dev.kymo.rrd.RrdRewrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo rrd pack` and `kymo rrd align`: the same rows in another form.
final class RewriteTool {
    @Parameters(index = "0", paramLabel = "IN", description = "The recording, of ours or of Rerun's.")
    Path input;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The new file; it has its name only once it is whole.")
    Path output;

    @Option(names = "--force", description = "Replace the new file if it is there already.")
    boolean force;

    @Option(names = "--json", description = "Say what was done in JSON.")
    boolean json;

    private interface Work {
        RrdRewrite.Report run(RrdRewrite.Progress progress) throws IOException;
    }

    private int run(final String what, final Work work) throws IOException {
        if (Files.exists(input) && Files.exists(output) && Files.isSameFile(input, output)) {
            throw new CommandException(output + ": is the file to be read; the result needs a name of its own");
        }
        Targets.check(output, force);
        LoadedFile.requireRecording(input);
        final Path partial = output.resolveSibling(output.getFileName() + ".partial");
        final RrdRewrite.Report report;
        try (ExitCleanup _ = ExitCleanup.of("kymo-rewrite-cleanup", () -> Files.deleteIfExists(partial));
                ProgressLine line = new ProgressLine(what + " " + input.getFileName())) {
            report = work.run((done, total) -> line.update(done, total, "bytes"));
        }
        for (final Problem problem : report.problems()) {
            Console.say("warning: " + input + ": " + problem);
        }
        if (report.duplicateChunks() > 0) {
            Console.say("note: " + input + ": " + report.duplicateChunks()
                    + " chunks are in it twice; readers use one of each, and so does the result");
        }
        if (json) {
            Console.out().println(report.toJson());
        } else {
            Console.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %,d bytes in %,d chunks, of %,d bytes in %,d chunks; %,d rows, %.2f s%n",
                            output,
                            report.bytesOut(),
                            report.chunksOut(),
                            report.bytesIn(),
                            report.chunksIn(),
                            report.rows(),
                            report.seconds());
        }
        Console.out().flush();
        return 0;
    }

    @Command(
            name = "pack",
            mixinStandardHelpOptions = true,
            description = {
                "Write a recording as small as it gets: compressed, small chunks put together, sorted by time.",
                "The rows stay as they are. A damaged file is refused; see kymo rrd repair."
            },
            footer = {
                "",
                "Examples:",
                "  kymo rrd pack run.rrd -o run.packed.rrd",
                "  kymo rrd pack run.rrd -o run.packed.rrd --chunk-size 1MiB --json"
            })
    static final class Pack implements Callable<Integer> {
        @Mixin
        RewriteTool tool;

        @Option(
                names = "--chunk-size",
                paramLabel = "SIZE",
                converter = ByteCount.class,
                description = "How large chunks become that small ones are put together to, uncompressed (4MiB).")
        long chunkBytes = RrdRewrite.Limits.DEFAULT.maxBytes();

        @Option(names = "--chunk-rows", paramLabel = "N", description = "How many rows they have at most (65536).")
        int chunkRows = RrdRewrite.Limits.DEFAULT.maxRows();

        @Override
        public Integer call() throws IOException {
            return tool.run(
                    "packs",
                    progress -> RrdRewrite.pack(
                            tool.input,
                            tool.output,
                            tool.force,
                            new RrdRewrite.Limits(chunkBytes, chunkRows),
                            progress));
        }
    }

    @Command(
            name = "align",
            mixinStandardHelpOptions = true,
            description = {
                "Write a recording to be mapped: uncompressed, every buffer at a multiple of 64 bytes.",
                "The chunks stay as they are. A damaged file is refused; see kymo rrd repair."
            },
            footer = {
                "",
                "Examples:",
                "  kymo rrd align from-rerun.rrd -o mapped.rrd",
                "  kymo rrd align run.packed.rrd -o run.rrd --json"
            })
    static final class Align implements Callable<Integer> {
        @Mixin
        RewriteTool tool;

        @Override
        public Integer call() throws IOException {
            return tool.run("aligns", progress -> RrdRewrite.align(tool.input, tool.output, tool.force, progress));
        }
    }
}
