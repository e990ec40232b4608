package dev.kymo.viewer.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kymo.rrd.Footer;
import dev.kymo.rrd.Manifest;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the machine's catalogue knows of one file.
///
/// @param modifiedMs when the file was written last, ms since the epoch: with the size it tells whether this is stale
/// @param applicationId of its first recording; empty for a file without any
/// @param recordings how many recordings are in it
/// @param startNs the first `log_time`, ns since the epoch; with `endNs` before it when there is none
/// @param hasFooter whether it was closed in order; otherwise its recorder died or still writes to it
public record KnownRecording(
        Path path,
        long sizeBytes,
        long modifiedMs,
        String applicationId,
        String recordingId,
        int recordings,
        long rows,
        long chunks,
        long startNs,
        long endNs,
        boolean hasFooter) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String LOG_TIME = "log_time";

    /// Looks at a file: at its footer where there is one, otherwise at the heads of all its chunks.
    ///
    /// @throws IOException when it is no recording or can't be read
    public static KnownRecording of(final Path file) throws IOException {
        final Path path = file.toAbsolutePath().normalize();
        final long modifiedMs = Files.getLastModifiedTime(path).toMillis();
        try (RrdFile recording = RrdFile.open(path)) {
            final Tally tally = new Tally();
            final Optional<Footer> footer = recording.footer();
            if (footer.isPresent()) {
                for (final Manifest manifest : footer.get().manifests()) {
                    tally.add(manifest);
                }
            } else {
                for (final StoredChunk stored : recording.chunks()) {
                    tally.add(stored.store(), stored.chunk());
                }
            }
            return new KnownRecording(
                    path,
                    recording.sizeBytes(),
                    modifiedMs,
                    tally.first == null ? "" : tally.first.applicationId(),
                    tally.first == null ? "" : tally.first.recordingId(),
                    tally.recordings.size(),
                    tally.rows,
                    tally.chunks,
                    tally.startNs,
                    tally.endNs,
                    footer.isPresent());
        }
    }

    /// What is known of a file that is just being begun.
    public static KnownRecording begun(final Path file) {
        return new KnownRecording(
                file.toAbsolutePath().normalize(), 0, 0, "", "", 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE, false);
    }

    public boolean hasTimes() {
        return startNs <= endNs;
    }

    /// Whether the file is there no more.
    public boolean isGone() {
        return !Files.isRegularFile(path);
    }

    /// Whether the file is another than when this was written.
    public boolean isStale() throws IOException {
        return Files.size(path) != sizeBytes || Files.getLastModifiedTime(path).toMillis() != modifiedMs;
    }

    byte[] toBytes() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("path", path.toString());
            out.writeNumberField("size_bytes", sizeBytes);
            out.writeNumberField("modified_ms", modifiedMs);
            out.writeStringField("application_id", applicationId);
            out.writeStringField("recording_id", recordingId);
            out.writeNumberField("recordings", recordings);
            out.writeNumberField("rows", rows);
            out.writeNumberField("chunks", chunks);
            out.writeNumberField("start_ns", startNs);
            out.writeNumberField("end_ns", endNs);
            out.writeNumberField("has_footer", hasFooter ? 1 : 0);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// @throws IOException for anything that [#toBytes] does not write
    static KnownRecording fromBytes(final byte[] bytes) throws IOException {
        final Map<String, String> texts = new LinkedHashMap<>();
        final Map<String, Long> numbers = new LinkedHashMap<>();
        try (JsonParser in = JSON.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("catalogue: expected an object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                final String name = in.currentName();
                final JsonToken value = in.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT) {
                    numbers.put(name, in.getLongValue());
                } else if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, in.getText());
                } else {
                    throw new IOException("catalogue: field " + name + " is " + value);
                }
            }
            return new KnownRecording(
                    Path.of(texts.getOrDefault("path", "")),
                    numbers.getOrDefault("size_bytes", 0L),
                    numbers.getOrDefault("modified_ms", 0L),
                    texts.getOrDefault("application_id", ""),
                    texts.getOrDefault("recording_id", ""),
                    Math.toIntExact(numbers.getOrDefault("recordings", 0L)),
                    numbers.getOrDefault("rows", 0L),
                    numbers.getOrDefault("chunks", 0L),
                    numbers.getOrDefault("start_ns", Long.MAX_VALUE),
                    numbers.getOrDefault("end_ns", Long.MIN_VALUE),
                    numbers.getOrDefault("has_footer", 0L) == 1);
        } catch (final RuntimeException odd) {
            throw new IOException("catalogue: " + odd.getMessage(), odd);
        }
    }

    /// Sums over the recordings of a file.
    private static final class Tally {
        private @Nullable StoreId first;
        private final Set<StoreId> recordings = new HashSet<>();
        private long rows;
        private long chunks;
        private long startNs = Long.MAX_VALUE;
        private long endNs = Long.MIN_VALUE;

        private boolean begin(final StoreId store) {
            if (store.kind() != StoreKind.RECORDING) {
                return false;
            }
            first = first == null ? store : first;
            recordings.add(store);
            return true;
        }

        void add(final Manifest manifest) {
            if (begin(manifest.store())) {
                for (int chunk = 0; chunk < manifest.chunkCount(); chunk++) {
                    chunks++;
                    rows += manifest.rowCount(chunk);
                    manifest.span(chunk, LOG_TIME).ifPresent(span -> span(span.start(), span.end()));
                }
            }
        }

        void add(final StoreId store, final Chunk chunk) {
            if (begin(store)) {
                chunks++;
                rows += chunk.rowCount();
                chunk.timeline(LOG_TIME).ifPresent(times -> {
                    for (int row = 0; row < chunk.rowCount(); row++) {
                        span(times.time(row), times.time(row));
                    }
                });
            }
        }

        private void span(final long start, final long end) {
            startNs = Math.min(startNs, start);
            endNs = Math.max(endNs, end);
        }
    }
}
