package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ingest.ProducerSnapshot;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kymo ps`: the programs that log now, seen from shared memory alone.
@Command(
        name = "ps",
        mixinStandardHelpOptions = true,
        description = "The programs of this user that log now: who records them, how fast they log, what they drop.",
        footer = {"", "Examples:", "  kymo ps --streams", "  kymo ps --json --interval 2s"})
final class PsCommand implements Callable<Integer> {
    private static final long MAX_INTERVAL_NS = 60_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    @Option(names = "--streams", description = "Also per stream: what was dropped, let go and spilled.")
    boolean streams;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = TimeText.Converter.class,
            defaultValue = "500ms",
            description = "How long rates are measured; ${DEFAULT-VALUE} unless given.")
    long intervalNs;

    @Option(
            names = "--clean",
            description = "Remove the shared memory of programs that have ended, and with it the rows that wait in it."
                    + " Not while somebody records: a recorder files those rows.")
    boolean clean;

    @Spec
    CommandSpec spec;

    /// Two looks at one producer.
    private record Pair(ProducerSnapshot before, ProducerSnapshot now) {
        double perSecond(final long numberBefore, final long numberNow) {
            final long ns = now.takenAtNs() - before.takenAtNs();
            return ns <= 0 ? 0 : Math.max(0, numberNow - numberBefore) * NANOS_PER_SECOND / ns;
        }

        double rowsPerSecond() {
            return perSecond(before.rows(), now.rows());
        }

        double bytesPerSecond() {
            return perSecond(before.bytes(), now.bytes());
        }
    }

    @Override
    public Integer call() throws IOException {
        if (intervalNs <= 0 || intervalNs > MAX_INTERVAL_NS) {
            throw new ParameterException(spec.commandLine(), "--interval: expected more than 0 and up to 60s");
        }
        final ShmDirectory directory = ShmDirectory.existing(null);
        final ProducerInspector inspector = directory == null ? null : new ProducerInspector(directory);
        if (clean) {
            clean(inspector);
            return 0;
        }
        final List<Pair> producers = inspector == null ? List.of() : watch(inspector);
        final ProducerInspector.RecorderState recorder = inspector == null ? null : inspector.recorder();
        if (json) {
            printJson(producers, recorder);
        } else {
            print(producers, recorder);
        }
        Console.out().flush();
        return 0;
    }

    private List<Pair> watch(final ProducerInspector inspector) throws IOException {
        final Map<Path, ProducerSnapshot> before = new HashMap<>();
        for (final ProducerSnapshot producer : inspector.producers()) {
            before.put(producer.folder(), producer);
        }
        final long endNs = System.nanoTime() + intervalNs;
        for (long leftNs = intervalNs; !before.isEmpty() && leftNs > 0; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
        return inspector.producers().stream()
                .map(now -> new Pair(before.getOrDefault(now.folder(), now), now))
                .toList();
    }

    private static void clean(final @Nullable ProducerInspector inspector) throws IOException {
        final List<ProducerSnapshot> removed = inspector == null ? List.of() : inspector.removeDead();
        for (final ProducerSnapshot producer : removed) {
            Console.say("removed producer " + producer.pid() + " (" + applications(producer) + "): "
                    + Units.count(producer.waitingRows()) + " rows were waiting for a recorder");
        }
        if (removed.isEmpty()) {
            Console.say("nothing to remove: no program has ended and left shared memory behind");
        }
    }

    private static String applications(final ProducerSnapshot producer) {
        return producer.recordings().stream()
                .map(StoreId::applicationId)
                .distinct()
                .map(TextTable::plain)
                .collect(Collectors.joining(","));
    }

    private static String recordings(final ProducerSnapshot producer) {
        return producer.recordings().stream()
                .map(StoreId::recordingId)
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static String state(final ProducerSnapshot producer) {
        return producer.state() == ProducerSnapshot.State.RECORDED
                ? "recorded by " + producer.ownerPid()
                : producer.state().text();
    }

    private void print(final List<Pair> producers, final ProducerInspector.@Nullable RecorderState recorder) {
        Console.out()
                .println(
                        recorder == null
                                ? "nobody records; kymo record -o FILE.rrd does"
                                : "recorder: process " + recorder.pid()
                                        + (recorder.file() == null
                                                ? ""
                                                : ", "
                                                        + TextTable.plain(
                                                                recorder.file().toString())));
        if (producers.isEmpty()) {
            Console.out()
                    .println("no program logs now; one does with RecordingStream.builder(\"my_app\").open(), or try: "
                            + "kymo demo");
            return;
        }
        final long nowNs = nowNs();
        final TextTable table = new TextTable(
                ">PID",
                "APPLICATION",
                "RECORDING",
                ">UP",
                "STATE",
                ">ROWS",
                ">ROWS/S",
                ">BYTES/S",
                ">DROPPED",
                ">LET GO",
                ">SPILLED",
                ">RING",
                ">PAYLOAD");
        for (final Pair pair : producers) {
            final ProducerSnapshot now = pair.now;
            table.add(
                    Long.toString(now.pid()),
                    applications(now),
                    recordings(now),
                    Units.duration(Duration.ofNanos(Math.max(0, nowNs - now.startNs()))),
                    state(now),
                    Units.count(now.rows()),
                    Units.count(Math.round(pair.rowsPerSecond())),
                    Units.bytes(pair.bytesPerSecond()),
                    Units.count(now.droppedRows()),
                    Units.count(now.letGoRows()),
                    Units.count(now.spilledRows()),
                    Units.percent(now.ringFill()),
                    Units.percent(now.payloadFill()));
        }
        table.print(Console.out());
        if (streams) {
            printStreams(producers);
        }
    }

    private static void printStreams(final List<Pair> producers) {
        final TextTable table =
                new TextTable(">PID", "RECORDING", "STREAM", ">DROPPED", ">LET GO", ">SPILLED", "LAST DROPPED BECAUSE");
        int count = 0;
        for (final Pair pair : producers) {
            for (final ProducerSnapshot.Stream stream : pair.now.streams()) {
                final StoreId recording = stream.recording();
                final var reason = stream.counts().lastReason();
                table.add(
                        Long.toString(pair.now.pid()),
                        recording == null ? "" : recording.recordingId(),
                        stream.entity() == null ? "(others)" : stream.entity().toString(),
                        Units.count(stream.counts().droppedRows()),
                        Units.count(stream.counts().letGoRows()),
                        Units.count(stream.counts().spilledRows()),
                        reason == null ? "" : reason.text());
                count++;
            }
        }
        Console.out().println();
        if (count == 0) {
            Console.out().println("no stream has dropped, let go or spilled a row");
        } else {
            table.print(Console.out());
        }
    }

    private static long nowNs() {
        final Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private void printJson(final List<Pair> producers, final ProducerInspector.@Nullable RecorderState recorder)
            throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(Console.out())) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartObject();
            if (recorder == null) {
                out.writeNullField("recorder");
            } else {
                out.writeObjectFieldStart("recorder");
                out.writeNumberField("pid", recorder.pid());
                out.writeStringField(
                        "file", recorder.file() == null ? null : recorder.file().toString());
                out.writeEndObject();
            }
            out.writeArrayFieldStart("producers");
            for (final Pair pair : producers) {
                writeProducer(out, pair);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        Console.out().println();
    }

    private void writeProducer(final JsonGenerator out, final Pair pair) throws IOException {
        final ProducerSnapshot now = pair.now;
        out.writeStartObject();
        out.writeNumberField("pid", now.pid());
        out.writeNumberField("start_ns", now.startNs());
        out.writeStringField("state", now.state().name().toLowerCase(java.util.Locale.ROOT));
        out.writeNumberField("recorder_pid", now.ownerPid());
        out.writeArrayFieldStart("recordings");
        for (final StoreId recording : now.recordings()) {
            out.writeStartObject();
            out.writeStringField("application_id", recording.applicationId());
            out.writeStringField("recording_id", recording.recordingId());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("rows", now.rows());
        out.writeNumberField("bytes", now.bytes());
        out.writeNumberField("rows_per_s", pair.rowsPerSecond());
        out.writeNumberField("bytes_per_s", pair.bytesPerSecond());
        out.writeNumberField("dropped_rows", now.droppedRows());
        out.writeNumberField("let_go_rows", now.letGoRows());
        out.writeNumberField("spilled_rows", now.spilledRows());
        out.writeNumberField("waiting_rows", now.waitingRows());
        out.writeNumberField("ring_fill", now.ringFill());
        out.writeNumberField("payload_fill", now.payloadFill());
        if (streams) {
            writeStreams(out, now);
        }
        out.writeEndObject();
    }

    private static void writeStreams(final JsonGenerator out, final ProducerSnapshot producer) throws IOException {
        out.writeArrayFieldStart("streams");
        for (final ProducerSnapshot.Stream stream : producer.streams()) {
            final StoreId recording = stream.recording();
            final var reason = stream.counts().lastReason();
            out.writeStartObject();
            out.writeStringField("recording_id", recording == null ? null : recording.recordingId());
            out.writeStringField(
                    "entity", stream.entity() == null ? null : stream.entity().toString());
            out.writeNumberField("dropped_rows", stream.counts().droppedRows());
            out.writeNumberField("dropped_bytes", stream.counts().droppedBytes());
            out.writeNumberField("let_go_rows", stream.counts().letGoRows());
            out.writeNumberField("let_go_bytes", stream.counts().letGoBytes());
            out.writeNumberField("spilled_rows", stream.counts().spilledRows());
            out.writeNumberField("spilled_bytes", stream.counts().spilledBytes());
            out.writeStringField("last_dropped_because", reason == null ? null : reason.text());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
