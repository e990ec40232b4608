package dev.kymo.sdk;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import org.jspecify.annotations.Nullable;

/// An entity made ready for one number at a time (`Scalars:scalars`). Over shared memory a call allocates nothing.
///
/// Any thread may use it; rows have the times that the calling thread has set. It ends with its recording.
public final class ScalarStream {
    private final RecordingStream recording;
    private final EntityPath entity;

    // Made with the first row, as a recording that is switched off has no sink. Two threads may make one each: the
    // same.
    private volatile @Nullable PreparedScalar prepared;

    ScalarStream(final RecordingStream recording, final EntityPath entity) {
        this.recording = recording;
        this.entity = entity;
    }

    /// Logs one row.
    public Commit log(final double value) {
        if (!recording.isEnabled()) {
            return Commit.DROPPED;
        }
        final PreparedScalar ready = prepared;
        return ready != null ? recording.commitScalar(ready, value) : logSlowPath(value);
    }

    private Commit logSlowPath(final double value) {
        final PreparedScalar ready = recording.prepareScalar(entity);
        if (ready == null) {
            return Commit.DROPPED;
        }
        prepared = ready;
        return recording.commitScalar(ready, value);
    }

    public EntityPath entity() {
        return entity;
    }
}
