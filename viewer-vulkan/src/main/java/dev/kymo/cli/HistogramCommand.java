package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.view.HistogramCounts;
import dev.kymo.viewer.view.HistogramRows;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo query histogram`: percentiles of all values of an entity's histograms between two times.
@Command(
        name = "histogram",
        mixinStandardHelpOptions = true,
        description = {
            "Percentiles of an entity's histograms (kymo.Histogram) between two times, both included.",
            "The rows in that range are added up, bucket by bucket: nothing is lost by it."
        },
        footer = {
            "",
            "Examples:",
            "  kymo query histogram run.rrd --entity /control/step_ns",
            "  kymo query histogram run.rrd --entity /control/step_ns --from 2026-11-20T12:00:00Z --to 2026-11-20T12:05:00Z --json"
        })
final class HistogramCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
    private static final String[] NAMES = {"p50", "p90", "p99", "p99.9", "p99.99"};

    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "FILE|DIR|live:",
            description = "The recording; several files, or a folder of them, as one; live: for what local programs"
                    + " log now.")
    List<Path> files;

    @Option(
            names = "--entity",
            required = true,
            paramLabel = "PATH",
            description = "Entity path, such as /control/step_ns.")
    String entity;

    @Option(
            names = "--timeline",
            defaultValue = "log_time",
            paramLabel = "T",
            description = "The timeline of the range; ${DEFAULT-VALUE} unless given.")
    String timeline;

    @Mixin
    TimeOptions times;

    @Option(names = "--recording", paramLabel = "ID", description = "Which recording, where the file has several.")
    @Nullable
    String recording;

    @Mixin
    MemoryOption memory;

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        final long from = times.from();
        final long to = times.to();
        try (LoadedFile file = LoadedFile.open(files, memory.limitBytes)) {
            file.read(() -> answer(file.recording(recording), from, to));
        }
        Console.out().flush();
        return 0;
    }

    private void answer(final RecordingStore store, final long from, final long to) throws IOException {
        final EntityPath path = EntityPath.parse(entity);
        if (!store.entities().contains(path)) {
            throw new CommandException(
                    files.getFirst() + ": no entity " + path + "; kymo rrd stats lists what there is");
        }
        try (StoreReader reader = store.reader()) {
            final HistogramCounts counts = sum(reader, path, from, to);
            final String unit = HistogramRows.unit(reader, path, timeline);
            if (counts == null) {
                throw new CommandException(files.getFirst() + ": " + path + " has no " + HistogramRows.ENCODED
                        + " on timeline " + timeline + " between these times");
            }
            if (json) {
                printJson(path, counts, unit);
            } else {
                printText(path, counts, unit);
            }
        }
    }

    private @Nullable HistogramCounts sum(
            final StoreReader reader, final EntityPath path, final long from, final long to) {
        try {
            return HistogramRows.sum(reader, path, timeline, from, to);
        } catch (final IllegalArgumentException e) {
            throw new CommandException(files.getFirst() + ": " + e.getMessage(), e);
        }
    }

    private static void printText(final EntityPath path, final HistogramCounts counts, final String unit) {
        final PrintStream out = Console.out();
        out.printf(Locale.ROOT, "%s: %,d values%s%n", path, counts.total(), unit.isEmpty() ? "" : " in " + unit);
        print(out, "min", counts.min());
        for (int i = 0; i < PERCENTILES.length; i++) {
            print(out, NAMES[i], counts.at(PERCENTILES[i]));
        }
        print(out, "max", counts.max());
        out.printf(Locale.ROOT, "%-8s%,22.1f%n", "mean", counts.mean());
    }

    private static void print(final PrintStream out, final String name, final long value) {
        out.printf(Locale.ROOT, "%-8s%,20d%n", name, value);
    }

    /// `{"entity","timeline","unit","count","min","p50","p90","p99","p999","p9999","max","mean"}`
    private void printJson(final EntityPath path, final HistogramCounts counts, final String unit) throws IOException {
        try (JsonGenerator out = JSON.createGenerator(Console.out())) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            out.writeStringField("entity", path.toString());
            out.writeStringField("timeline", timeline);
            out.writeStringField("unit", unit);
            out.writeNumberField("count", counts.total());
            out.writeNumberField("min", counts.min());
            for (int i = 0; i < PERCENTILES.length; i++) {
                out.writeNumberField(NAMES[i].replace(".", ""), counts.at(PERCENTILES[i]));
            }
            out.writeNumberField("max", counts.max());
            out.writeNumberField("mean", counts.mean());
            out.writeEndObject();
        }
        Console.out().println();
    }
}
