package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a file has, counted as its writer wrote it: also chunks that queries pass over, and columns under their old
/// names.
///
/// @param file as it was named; of several all, with commas
public record RrdStats(String file, long sizeBytes, boolean hasFooter, List<Recording> recordings) {
    private static final List<String> POINTS = List.of("Points3D:positions", "Points2D:positions");

    /// One store.
    ///
    /// @param kind `recording` or `blueprint`
    /// @param entities those that have rows
    /// @param chunks all, also those that can't be read
    /// @param components `/path:Archetype:field` of every column that has a value, sorted
    /// @param timelines by name
    /// @param alignedChunks those whose buffers can be mapped at multiples of 64
    /// @param points instances of 2D and 3D point positions, over all rows
    public record Recording(
            String kind,
            String applicationId,
            String recordingId,
            int entities,
            int chunks,
            int staticChunks,
            long rows,
            List<String> components,
            List<TimelineSpan> timelines,
            int compressedChunks,
            int alignedChunks,
            long points) {}

    /// Least and greatest time on a timeline, in nanoseconds or as the sequence counts.
    public record TimelineSpan(String name, TimeType type, long start, long end) {}

    /// Goes over all chunks. One that can't be read is counted and otherwise left out; `RrdVerify` names it.
    public static RrdStats of(final RrdFile file) {
        return of(List.of(file));
    }

    /// The same over files that are opened together. A chunk that an earlier one has, too, counts once.
    public static RrdStats of(final List<RrdFile> files) {
        final Map<StoreId, Counts> stores = new LinkedHashMap<>();
        final Set<List<Object>> earlier = new HashSet<>();
        for (final RrdFile file : files) {
            for (final StoreInfo info : file.stores()) {
                stores.putIfAbsent(info.store(), new Counts());
            }
            final Set<List<Object>> its = new HashSet<>();
            for (final ChunkEntry entry : file.entries()) {
                if (files.size() > 1 && entry.chunkId().isPresent()) {
                    final List<Object> id =
                            List.of(entry.store(), entry.chunkId().get());
                    its.add(id);
                    if (earlier.contains(id)) {
                        continue;
                    }
                }
                final Counts counts = stores.computeIfAbsent(entry.store(), _ -> new Counts());
                counts.chunks++;
                counts.compressed += entry.compression() == Compression.NONE ? 0 : 1;
                addReadable(file, entry, counts);
            }
            earlier.addAll(its);
        }
        final List<Recording> recordings = new ArrayList<>();
        stores.forEach((store, counts) -> recordings.add(counts.toRecording(store)));
        return new RrdStats(
                files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", ")),
                files.stream().mapToLong(RrdFile::sizeBytes).sum(),
                files.stream().allMatch(file -> file.footer().isPresent()),
                List.copyOf(recordings));
    }

    private static void addReadable(final RrdFile file, final ChunkEntry entry, final Counts counts) {
        try {
            file.peek(entry, stream -> {
                counts.add(entry, ChunkCodec.decodeAsWritten(IpcReader.read(stream)));
                return true;
            });
        } catch (final RrdException unreadable) {
            // Counted as a chunk already; there is nothing to say about what is in it.
        }
    }

    private static final class Counts {
        private final TreeSet<String> entities = new TreeSet<>();
        private final TreeSet<String> components = new TreeSet<>();
        private final Map<String, TimelineSpan> timelines = new TreeMap<>();
        private int chunks;
        private int statics;
        private int compressed;
        private int aligned;
        private long rows;
        private long points;

        void add(final ChunkEntry entry, final Chunk chunk) {
            final int rowCount = chunk.rowCount();
            statics += chunk.isStatic() ? 1 : 0;
            aligned += entry.compression() == Compression.NONE && BufferAlignment.isAligned(chunk) ? 1 : 0;
            rows += rowCount;
            if (rowCount == 0) {
                return;
            }
            entities.add(chunk.entity().toString());
            for (final TimeColumn time : chunk.timelines()) {
                final TimelineSpan span = new TimelineSpan(
                        time.timeline().name(), time.timeline().type(), time.minTime(), time.maxTime());
                timelines.merge(span.name, span, Counts::union);
            }
            for (final ComponentColumn component : chunk.components()) {
                final String identifier = component.descriptor().component();
                if (component.lists().nullCount() < rowCount) {
                    components.add(chunk.entity() + ":" + identifier);
                }
                if (POINTS.contains(identifier)) {
                    points += instances(component, rowCount);
                }
            }
        }

        private static TimelineSpan union(final TimelineSpan known, final TimelineSpan more) {
            return new TimelineSpan(
                    known.name, known.type, Math.min(known.start, more.start), Math.max(known.end, more.end));
        }

        private static long instances(final ComponentColumn component, final int rowCount) {
            long count = 0;
            for (int row = 0; row < rowCount; row++) {
                if (component.has(row)) {
                    count += component.lists().valueOffset(row + 1)
                            - component.lists().valueOffset(row);
                }
            }
            return count;
        }

        Recording toRecording(final StoreId store) {
            return new Recording(
                    store.kind() == StoreKind.BLUEPRINT ? "blueprint" : "recording",
                    store.applicationId(),
                    store.recordingId(),
                    entities.size(),
                    chunks,
                    statics,
                    rows,
                    List.copyOf(components),
                    List.copyOf(timelines.values()),
                    compressed,
                    aligned,
                    points);
        }
    }

    /// As `kymo rrd stats --json` prints it, on one line.
    public String toJson() {
        final JsonText json = new JsonText();
        json.beginObject()
                .field("file", file)
                .field("size_bytes", sizeBytes)
                .field("has_footer", hasFooter)
                .name("recordings")
                .beginArray();
        for (final Recording recording : recordings) {
            appendRecording(json, recording);
        }
        return json.endArray().endObject().toString();
    }

    private static void appendRecording(final JsonText json, final Recording recording) {
        json.beginObject()
                .field("kind", recording.kind)
                .field("application_id", recording.applicationId)
                .field("recording_id", recording.recordingId)
                .field("entities", recording.entities)
                .field("chunks", recording.chunks)
                .field("static_chunks", recording.staticChunks)
                .field("rows", recording.rows)
                .name("components")
                .beginArray();
        recording.components.forEach(json::value);
        json.endArray().name("timelines").beginArray();
        for (final TimelineSpan timeline : recording.timelines) {
            json.beginObject()
                    .field("name", timeline.name)
                    .field("type", timeline.type.word())
                    .field("start", timeline.start)
                    .field("end", timeline.end)
                    .endObject();
        }
        json.endArray()
                .field("compressed_chunks", recording.compressedChunks)
                .field("aligned_chunks", recording.alignedChunks)
                .field("points", recording.points)
                .endObject();
    }
}
