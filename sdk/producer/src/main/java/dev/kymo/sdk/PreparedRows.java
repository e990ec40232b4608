package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import org.jspecify.annotations.Nullable;

/// An entity and the components of its rows, made ready once: what the prepared streams have in common. For any
/// thread; what it is handed is the caller's to guard.
final class PreparedRows {
    private final RecordingStream recording;
    private final EntityPath entity;
    private final ArchetypeField[] fields;

    // Made with the first row, as a recording that is switched off has no sink. Two threads may make one each: the
    // same.
    private volatile @Nullable PreparedRow prepared;

    PreparedRows(final RecordingStream recording, final EntityPath entity, final ArchetypeField... fields) {
        this.recording = recording;
        this.entity = entity;
        this.fields = fields;
    }

    EntityPath entity() {
        return entity;
    }

    boolean isEnabled() {
        return recording.isEnabled();
    }

    /// Logs one row at the calling thread's present times.
    Commit log(final ArrayData... instances) {
        final PreparedRow ready = ready();
        return ready == null ? Commit.DROPPED : recording.commitPrepared(ready, instances);
    }

    /// Logs one row at times of its own.
    Commit log(final RowTimes times, final ArrayData... instances) {
        final PreparedRow ready = ready();
        return ready == null ? Commit.DROPPED : recording.commitPrepared(ready, times, instances);
    }

    /// Null when logging is off.
    private @Nullable PreparedRow ready() {
        if (!recording.isEnabled()) {
            return null;
        }
        final PreparedRow ready = prepared;
        return ready != null ? ready : prepareSlowPath();
    }

    private @Nullable PreparedRow prepareSlowPath() {
        final PreparedRow ready = recording.prepareRow(entity, fields);
        prepared = ready;
        return ready;
    }
}
