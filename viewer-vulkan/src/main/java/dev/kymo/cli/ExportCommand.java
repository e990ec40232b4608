package dev.kymo.cli;

import dev.kymo.rrd.RrdSave;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreSave;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcFileWriter;
import dev.kymo.store.query.Conversions;
import dev.kymo.store.query.Dataframe;
import dev.kymo.store.query.DataframeBatches;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kymo export`: a table of rows as a file that other programs read, or a recording as one of Kymo's own.
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write the rows of a recording as a table for other programs: CSV, or an Arrow file.",
            "Which rows and columns: see kymo query dataframe.",
            "To a name that ends in .rrd: the recording itself, all of it, in chunks of a good size."
        },
        footer = {
            "",
            "Examples:",
            "  kymo export run.rrd -o run.csv --entity '/loop/**'",
            "  kymo export run.rrd -o run.arrow --timeline frame --fill latest-at",
            "  kymo export live: -o now.rrd"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int BATCH_ROWS = 65_536;
    private static final long BATCH_BYTES = 64L << 20;
    private static final String USUAL_TIMELINE = "log_time";

    @Spec
    CommandSpec spec;

    @Mixin
    TableOptions options;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT.csv|.arrow|.rrd",
            description = "The new file; its name says what is written.")
    Path output;

    @Option(
            names = "--timeline",
            paramLabel = "T",
            description = "The timeline; log_time, or the only one there is, unless given.")
    @Nullable
    String timeline;

    @Option(names = "--force", description = "Replace the new file if it is there already.")
    boolean force;

    @Override
    public Integer call() throws IOException {
        final String name =
                output.getFileName() == null ? "" : output.getFileName().toString();
        final boolean isArrow = name.endsWith(".arrow");
        final boolean isRecording = name.endsWith(".rrd");
        if (!isArrow && !isRecording && !name.endsWith(".csv")) {
            throw new ParameterException(
                    spec.commandLine(), output + ": expected a name that ends in .csv, .arrow or .rrd");
        }
        if (isRecording && (timeline != null || !options.entities.isEmpty() || !options.components.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    output + ": a recording is saved whole; --timeline, --entity and --component are for tables");
        }
        Targets.check(output, force);
        try (LoadedFile file = LoadedFile.open(options.files, options.memory.limitBytes)) {
            file.read(() -> {
                if (isRecording) {
                    save(file.recording(options.recording));
                } else {
                    export(file.recording(options.recording), isArrow);
                }
            });
        }
        Console.out().flush();
        return 0;
    }

    private void save(final RecordingStore store) throws IOException {
        final Path partial = output.resolveSibling(output.getFileName() + ".partial");
        final StoreSave.Saved saved;
        try (ExitCleanup _ = ExitCleanup.of("kymo-export-cleanup", () -> Files.deleteIfExists(partial));
                ProgressLine progress = new ProgressLine("export " + output.getFileName())) {
            saved = RrdSave.save(
                    store.id(),
                    output,
                    force,
                    sink -> StoreSave.save(
                            store, sink, SealPolicy.DEFAULT, (done, all) -> progress.update(done, all, "entities")));
        }
        Console.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d rows in %,d chunks, %,d bytes%n",
                        output,
                        saved.rows(),
                        saved.chunks(),
                        Files.size(output));
    }

    /// Beside the new file, which is there when it is whole.
    private void export(final RecordingStore store, final boolean isArrow) throws IOException {
        final Path partial = output.resolveSibling(output.getFileName() + ".partial");
        final long rows;
        try (ExitCleanup _ = ExitCleanup.of("kymo-export-cleanup", () -> Files.deleteIfExists(partial));
                Dataframe table = Dataframe.open(store, options.query(store, chosenTimeline(store)));
                ProgressLine progress = new ProgressLine("export " + output.getFileName())) {
            rows = isArrow ? writeArrow(table, partial, progress) : writeCsv(table, partial, progress);
            Files.move(partial, output, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        Console.out().printf(Locale.ROOT, "%s: %,d rows, %,d bytes%n", output, rows, Files.size(output));
    }

    private String chosenTimeline(final RecordingStore store) {
        if (timeline != null) {
            return timeline;
        }
        final Set<String> there = store.timelines().keySet();
        if (there.contains(USUAL_TIMELINE)) {
            return USUAL_TIMELINE;
        }
        if (there.size() == 1) {
            return there.iterator().next();
        }
        throw new CommandException(options.files.getFirst() + ": choose a timeline with --timeline; there are "
                + String.join(", ", there));
    }

    private static long writeCsv(final Dataframe table, final Path file, final ProgressLine progress)
            throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            return new TableText(table, false).writeCsv(out, progress);
        }
    }

    private static long writeArrow(final Dataframe table, final Path file, final ProgressLine progress)
            throws IOException {
        long rows = 0;
        try (DataframeBatches batches = new DataframeBatches(table, Conversions.standard(), BATCH_ROWS, BATCH_BYTES);
                FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            final IpcFileWriter out = new IpcFileWriter(channel, batches.fields());
            for (IpcBatch batch = batches.next(); batch != null; batch = batches.next()) {
                out.write(batch);
                rows += batch.rowCount();
                progress.update(rows, 0, "rows");
            }
            out.finish();
        }
        return rows;
    }
}
