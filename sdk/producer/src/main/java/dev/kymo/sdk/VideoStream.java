package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A video sample by sample, as an encoder gives them. One row has one sample: a frame, mostly.
public final class VideoStream implements Archetype {
    public static final ArchetypeField CODEC = ArchetypeField.rerun("VideoStream", "codec", Components.VIDEO_CODEC);
    public static final ArchetypeField SAMPLE = ArchetypeField.rerun("VideoStream", "sample", Components.VIDEO_SAMPLE);
    public static final ArchetypeField IS_KEYFRAME =
            ArchetypeField.rerun("VideoStream", "is_keyframe", Components.IS_KEYFRAME);
    public static final ArchetypeField OPACITY = ArchetypeField.rerun("VideoStream", "opacity", Components.OPACITY);
    public static final ArchetypeField DRAW_ORDER =
            ArchetypeField.rerun("VideoStream", "draw_order", Components.DRAW_ORDER);

    private static final Fields NONE = Fields.none(CODEC, SAMPLE, IS_KEYFRAME, OPACITY, DRAW_ORDER);

    private final Fields fields;

    private VideoStream(final Fields fields) {
        this.fields = fields;
    }

    /// The codec alone, to be logged static before the samples.
    public static VideoStream of(final VideoCodec codec) {
        return update().codec(codec);
    }

    /// One sample, borrowed: Annex B for H.264 and H.265 (key frames with their parameter sets), OBUs for AV1.
    public static VideoStream ofSample(final byte... sample) {
        return update().sample(MemorySegment.ofArray(sample));
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static VideoStream update() {
        return new VideoStream(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static VideoStream clearFields() {
        return new VideoStream(NONE.allCleared());
    }

    /// Whether the sample can be decoded without those before it.
    public VideoStream isKeyframe(final boolean isKeyframe) {
        return new VideoStream(fields.with(IS_KEYFRAME, Instances.bool(isKeyframe)));
    }

    /// From 0, invisible, to 1.
    public VideoStream opacity(final float opacity) {
        return new VideoStream(fields.with(OPACITY, Instances.floats(OPACITY, opacity)));
    }

    /// Greater is drawn on top; 2D only.
    public VideoStream drawOrder(final float drawOrder) {
        return new VideoStream(fields.with(DRAW_ORDER, Instances.floats(DRAW_ORDER, drawOrder)));
    }

    /// How the samples are encoded.
    public VideoStream codec(final VideoCodec codec) {
        return new VideoStream(fields.with(CODEC, Instances.ints(CODEC, codec.code())));
    }

    /// One sample, borrowed: Annex B for H.264 and H.265 (key frames with their parameter sets), OBUs for AV1.
    public VideoStream sample(final MemorySegment sample) {
        return new VideoStream(fields.with(SAMPLE, Instances.blob(SAMPLE, sample)));
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
