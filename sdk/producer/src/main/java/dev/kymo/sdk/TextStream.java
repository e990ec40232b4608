package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;

/// An entity made ready for a line of a log at a time (`TextLog:text` and `TextLog:level`).
///
/// Any thread may use it, one at a time; rows have the times that the calling thread has set. Over shared memory a
/// call allocates nothing once it has seen the longest line: give it a `StringBuilder` of your own to be read, and no
/// line costs an object.
public final class TextStream {
    private final PreparedRows rows;
    private final TextCell text = new TextCell();
    private final TextCell level = new TextCell();
    private final ArrayData[] instances = new ArrayData[2];

    TextStream(final RecordingStream recording, final EntityPath entity) {
        rows = new PreparedRows(recording, entity, TextLog.TEXT, TextLog.LEVEL);
    }

    /// Logs one line.
    ///
    /// @param lineLevel see [TextLogLevel]
    /// @param line read before the call returns, as UTF-16; an unpaired surrogate becomes `?`
    public Commit log(final String lineLevel, final CharSequence line) {
        if (!rows.isEnabled()) {
            return Commit.DROPPED;
        }
        // The cells are made over arrays that this object owns: so threads take turns.
        synchronized (text) {
            text.set(line);
            level.set(lineLevel);
            instances[0] = text.instances();
            instances[1] = level.instances();
            return rows.log(instances);
        }
    }

    /// Logs one line at [TextLogLevel#INFO].
    public Commit info(final CharSequence line) {
        return log(TextLogLevel.INFO, line);
    }

    public EntityPath entity() {
        return rows.entity();
    }
}
