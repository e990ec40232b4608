package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// Which frame of an [AssetVideo] is seen at a time.
public final class VideoFrameReference implements Archetype {
    public static final ArchetypeField TIMESTAMP =
            ArchetypeField.rerun("VideoFrameReference", "timestamp", Components.VIDEO_TIMESTAMP);
    public static final ArchetypeField VIDEO_REFERENCE =
            ArchetypeField.rerun("VideoFrameReference", "video_reference", Components.ENTITY_PATH);
    public static final ArchetypeField OPACITY =
            ArchetypeField.rerun("VideoFrameReference", "opacity", Components.OPACITY);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("VideoFrameReference", "draw_order", Components.DRAW_ORDER);

    private static final Fields NONE = Fields.none(TIMESTAMP, VIDEO_REFERENCE, OPACITY, DRAW_ORDER);

    private final Fields fields;

    private VideoFrameReference(final Fields fields) {
        this.fields = fields;
    }

    /// The frame shown at `timestampNs` since the beginning of the video of the same entity.
    public static VideoFrameReference of(final long timestampNs) {
        return update().timestamp(timestampNs);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static VideoFrameReference update() {
        return new VideoFrameReference(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static VideoFrameReference clearFields() {
        return new VideoFrameReference(NONE.allCleared());
    }

    /// Nanoseconds since the beginning of the video.
    public VideoFrameReference timestamp(final long timestamp) {
        return new VideoFrameReference(fields.with(TIMESTAMP, Instances.longs(TIMESTAMP, timestamp)));
    }

    /// The entity that has the video; this one, when not set.
    public VideoFrameReference videoReference(final String videoReference) {
        return new VideoFrameReference(fields.with(VIDEO_REFERENCE, Instances.text(videoReference)));
    }

    /// From 0, invisible, to 1.
    public VideoFrameReference opacity(final float opacity) {
        return new VideoFrameReference(fields.with(OPACITY, Instances.floats(OPACITY, opacity)));
    }

    /// Greater is drawn on top; 2D only.
    public VideoFrameReference drawOrder(final float drawOrder) {
        return new VideoFrameReference(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
