package dev.kymo.importer;

import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows that messages become, on their way to a recording. Sets the calling thread's times, and takes them off when
/// closed. What belongs to a topic for good is logged once.
final class MessageLog implements AutoCloseable {
    static final String LOG_TIME = "message_log_time";
    static final String PUBLISH_TIME = "message_publish_time";
    /// Programs that number their fields and frames without end must not fill the heap.
    private static final int MAX_KNOWN_PATHS = 1 << 16;

    private final Path file;
    private final RecordingStream out;
    private final Map<EntityPath, Map<String, EntityPath>> children = new HashMap<>();
    private final Set<EntityPath> described = new HashSet<>();
    private final Set<String> stamps = new HashSet<>();
    private @Nullable String stamp;
    private int knownPaths;

    /// @param file for messages when a row is not taken
    MessageLog(final Path file, final RecordingStream out) {
        this.file = file;
        this.out = out;
    }

    Path file() {
        return file;
    }

    /// Sets the times of the rows that follow.
    ///
    /// @param stampTimeline of the time that the message itself has; null when it has none
    void at(final long logTime, final long publishTime, final @Nullable String stampTimeline, final long stampNs) {
        out.setTimeTimestamp(LOG_TIME, valid(logTime));
        out.setTimeTimestamp(PUBLISH_TIME, valid(publishTime));
        if (stamp != null && !stamp.equals(stampTimeline)) {
            out.disableTimeline(stamp);
        }
        if (stampTimeline != null) {
            out.setTimeTimestamp(stampTimeline, valid(stampNs));
            stamps.add(stampTimeline);
        }
        stamp = stampTimeline;
    }

    /// Times are unsigned in the file; what does not fit (after the year 2262) is the last that does.
    private static long valid(final long time) {
        return time < Timeline.MIN_TIME || time < 0 ? Long.MAX_VALUE : time;
    }

    /// The entity below another for a part of a message, found again without being made again.
    ///
    /// @param name any text; nothing when it is empty
    EntityPath child(final EntityPath entity, final String name) {
        if (name.isEmpty()) {
            return entity;
        }
        final Map<String, EntityPath> known = children.get(entity);
        final EntityPath found = known == null ? null : known.get(name);
        if (found != null) {
            return found;
        }
        final EntityPath made = entity.child(name);
        if (knownPaths < MAX_KNOWN_PATHS) {
            knownPaths++;
            children.computeIfAbsent(entity, _ -> new HashMap<>()).put(name, made);
        }
        return made;
    }

    /// @param archetypes null for none
    void log(final EntityPath entity, final @Nullable Archetype... archetypes) throws IOException {
        final List<DataCell> cells = new ArrayList<>();
        for (final Archetype archetype : archetypes) {
            if (archetype != null) {
                cells.addAll(archetype.cells());
            }
        }
        log(entity, cells);
    }

    void log(final EntityPath entity, final List<DataCell> cells) throws IOException {
        require(out.log(entity, cells.toArray(new DataCell[0])));
    }

    void logStatic(final EntityPath entity, final Archetype... archetypes) throws IOException {
        require(out.logStatic(entity, archetypes));
    }

    /// [#logStatic], the first time that it is asked for of an entity.
    void describe(final EntityPath entity, final Archetype archetype) throws IOException {
        if (described.size() < MAX_KNOWN_PATHS && described.add(entity)) {
            logStatic(entity, archetype);
        }
    }

    private void require(final Commit answer) throws IOException {
        if (answer == Commit.DROPPED) {
            throw new ImportException(
                    file, "the recording dropped the row: it is closed, switched off, or has no room for it");
        }
    }

    @Override
    public void close() {
        out.disableTimeline(LOG_TIME);
        out.disableTimeline(PUBLISH_TIME);
        stamps.forEach(out::disableTimeline);
    }
}
