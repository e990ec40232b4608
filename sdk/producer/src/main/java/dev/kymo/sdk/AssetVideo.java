package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A video file as it is: MP4. Log it static, and a [VideoFrameReference] at each time.
public final class AssetVideo implements Archetype {
    public static final ArchetypeField BLOB = ArchetypeField.rerun("AssetVideo", "blob", Components.BLOB);
    public static final ArchetypeField MEDIA_TYPE =
            ArchetypeField.rerun("AssetVideo", "media_type", Components.MEDIA_TYPE);

    private static final Fields NONE = Fields.none(BLOB, MEDIA_TYPE);

    private final Fields fields;

    private AssetVideo(final Fields fields) {
        this.fields = fields;
    }

    /// The bytes of an MP4 file, borrowed.
    public static AssetVideo mp4(final byte... blob) {
        return update().blob(blob).mediaType(MediaType.MP4);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static AssetVideo update() {
        return new AssetVideo(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static AssetVideo clearFields() {
        return new AssetVideo(NONE.allCleared());
    }

    /// An IANA media type, see [MediaType].
    public AssetVideo mediaType(final String mediaType) {
        return new AssetVideo(fields.with(MEDIA_TYPE, Instances.text(mediaType)));
    }

    /// The file's bytes, borrowed.
    public AssetVideo blob(final byte... blob) {
        return blob(MemorySegment.ofArray(blob));
    }

    /// The file's bytes, borrowed.
    public AssetVideo blob(final MemorySegment blob) {
        return new AssetVideo(fields.with(BLOB, Instances.blob(BLOB, blob)));
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
