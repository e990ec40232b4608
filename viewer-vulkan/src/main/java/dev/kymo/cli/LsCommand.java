package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.viewer.app.Catalogue;
import dev.kymo.viewer.app.KnownRecording;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo ls`: the recordings this machine knows.
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "The recordings this machine knows: those made here, and those in the folders given.",
        footer = {"", "Examples:", "  kymo ls", "  kymo ls --json /data/runs"})
final class LsCommand implements Callable<Integer> {
    private static final String SUFFIX = "*.rrd";

    @Option(names = "--json", description = "Answer in JSON.")
    boolean json;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Look into these folders, too.")
    List<Path> folders = List.of();

    private enum State {
        CLOSED,
        RECORDING,
        CRASHED,
        GONE
    }

    private record Found(KnownRecording recording, State state) {}

    @Override
    public Integer call() throws IOException {
        for (final Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new CommandException(folder + ": is no folder");
            }
        }
        final Map<Path, KnownRecording> known = new TreeMap<>();
        final List<KnownRecording> news = new ArrayList<>();
        final List<Path> toScan = new ArrayList<>(folders);
        try (Catalogue catalogue = Catalogue.open()) {
            readCatalogue(catalogue, known, toScan);
            for (final Path folder : toScan) {
                scan(folder, known, news);
            }
            refresh(known, news);
            final List<Found> found = found(known);
            if (json) {
                printJson(found);
            } else {
                print(found);
            }
            Console.out().flush();
            if (catalogue != null && (!news.isEmpty() || found.stream().anyMatch(one -> one.state == State.GONE))) {
                catalogue.put(news);
                catalogue.await(Catalogue.timeout());
            }
        }
        return 0;
    }

    private void readCatalogue(
            final @Nullable Catalogue catalogue, final Map<Path, KnownRecording> known, final List<Path> toScan) {
        try {
            if (catalogue == null) {
                throw new IOException("there is no catalogue without HOME or XDG_STATE_HOME");
            }
            for (final KnownRecording recording : catalogue.read(Catalogue.timeout())) {
                known.put(recording.path(), recording);
            }
        } catch (final IOException noAnswer) {
            Console.say("note: " + noAnswer.getMessage() + "; looking into "
                    + (folders.isEmpty() ? "the current folder" : "the folders given and the current one"));
            toScan.add(Path.of("").toAbsolutePath());
        }
    }

    private static void scan(final Path folder, final Map<Path, KnownRecording> known, final List<KnownRecording> news)
            throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SUFFIX)) {
            for (final Path file : files) {
                final Path path = file.toAbsolutePath().normalize();
                if (Files.isRegularFile(path) && !known.containsKey(path)) {
                    look(path, known, news);
                }
            }
        }
    }

    private static void look(final Path path, final Map<Path, KnownRecording> known, final List<KnownRecording> news) {
        try {
            final KnownRecording recording = KnownRecording.of(path);
            known.put(path, recording);
            news.add(recording);
        } catch (final IOException unreadable) {
            Console.say("note: " + Console.describe(unreadable));
        }
    }

    private static void refresh(final Map<Path, KnownRecording> known, final List<KnownRecording> news)
            throws IOException {
        for (final KnownRecording recording : List.copyOf(known.values())) {
            if (!recording.isGone() && recording.isStale()) {
                look(recording.path(), known, news);
            }
        }
    }

    private static List<Found> found(final Map<Path, KnownRecording> known) throws IOException {
        final ShmDirectory rings = ShmDirectory.existing(null);
        final ProducerInspector.RecorderState recorder = rings == null ? null : new ProducerInspector(rings).recorder();
        return known.values().stream()
                .map(recording -> {
                    if (recording.isGone()) {
                        return new Found(recording, State.GONE);
                    }
                    if (recorder != null && recording.path().equals(recorder.file())) {
                        return new Found(recording, State.RECORDING);
                    }
                    return new Found(recording, recording.hasFooter() ? State.CLOSED : State.CRASHED);
                })
                .toList();
    }

    private static String word(final State state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Instant instant(final long ns) {
        return Instant.EPOCH.plusNanos(ns);
    }

    private static void print(final List<Found> found) {
        if (found.isEmpty()) {
            Console.out().println("no recordings known; kymo record -o FILE.rrd makes one, kymo ls DIR looks into DIR");
            return;
        }
        final TextTable table = new TextTable(
                "PATH", ">SIZE", "APPLICATION", "RECORDING", "BEGAN", ">LASTED", ">ROWS", ">CHUNKS", "STATE");
        for (final Found one : found) {
            final KnownRecording recording = one.recording;
            final boolean hasTimes = recording.hasTimes();
            table.add(
                    recording.path().toString(),
                    Units.bytes((double) recording.sizeBytes()),
                    recording.applicationId(),
                    recording.recordingId() + (recording.recordings() > 1 ? " +" + (recording.recordings() - 1) : ""),
                    hasTimes
                            ? instant(recording.startNs())
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()
                            : "",
                    hasTimes
                            ? Units.duration(Duration.between(instant(recording.startNs()), instant(recording.endNs())))
                            : "",
                    Units.count(recording.rows()),
                    Units.count(recording.chunks()),
                    word(one.state));
        }
        table.print(Console.out());
    }

    private static void printJson(final List<Found> found) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(Console.out())) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.writeStartArray();
            for (final Found one : found) {
                final KnownRecording recording = one.recording;
                out.writeStartObject();
                out.writeStringField("path", recording.path().toString());
                out.writeNumberField("size_bytes", recording.sizeBytes());
                out.writeStringField("application_id", recording.applicationId());
                out.writeStringField("recording_id", recording.recordingId());
                out.writeNumberField("recordings", recording.recordings());
                out.writeNumberField("rows", recording.rows());
                out.writeNumberField("chunks", recording.chunks());
                if (recording.hasTimes()) {
                    out.writeNumberField("start_ns", recording.startNs());
                    out.writeNumberField("end_ns", recording.endNs());
                } else {
                    out.writeNullField("start_ns");
                    out.writeNullField("end_ns");
                }
                out.writeStringField("state", word(one.state));
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        Console.out().println();
    }
}
