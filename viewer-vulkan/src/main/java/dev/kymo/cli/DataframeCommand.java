package dev.kymo.cli;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.query.Dataframe;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `kymo query dataframe`: rows of several entities as one table.
@Command(
        name = "dataframe",
        mixinStandardHelpOptions = true,
        description = {
            "The rows of several entities on one timeline as a table: one row per time, one column per component.",
            "CSV, or JSON lines with --json. Rows are written as they are found, whatever the size of the file."
        },
        footer = {
            "",
            "Examples:",
            "  kymo query dataframe run.rrd --timeline frame --entity '/loop/**'",
            "  kymo query dataframe run.rrd --timeline t --from 1.5s --to 2s --fill latest-at --json"
        })
final class DataframeCommand implements Callable<Integer> {
    private static final int BUFFER_CHARS = 1 << 16;

    @Mixin
    TableOptions options;

    @Option(names = "--timeline", required = true, paramLabel = "T", description = "The timeline.")
    String timeline;

    @Option(names = "--absolute", description = "Add the entity's 64-bit origin to positions.")
    boolean absolute;

    @Option(names = "--json", description = "Answer in JSON lines.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        try (LoadedFile file = LoadedFile.open(options.files, options.memory.limitBytes)) {
            file.read(() -> answer(file.recording(options.recording)));
        }
        return 0;
    }

    /// Standard output that says when nobody reads it any more: the rest of a long table is then not looked for.
    private static final class Noticing extends FilterOutputStream {
        private final PrintStream stream;

        private Noticing(final PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(final byte[] bytes, final int from, final int length) throws IOException {
            stream.write(bytes, from, length);
            if (stream.checkError()) {
                throw new IOException("standard output was closed by its reader");
            }
        }
    }

    private void answer(final RecordingStore store) throws IOException {
        try (Dataframe table = Dataframe.open(store, options.query(store, timeline));
                ProgressLine progress =
                        new ProgressLine("dataframe " + options.files.getFirst().getFileName())) {
            final Writer out = new BufferedWriter(
                    new OutputStreamWriter(new Noticing(Console.out()), StandardCharsets.UTF_8), BUFFER_CHARS);
            final TableText text = new TableText(table, absolute);
            if (json) {
                text.writeJson(out, progress);
            } else {
                text.writeCsv(out, progress);
            }
            out.flush();
        }
        Console.out().flush();
    }
}
