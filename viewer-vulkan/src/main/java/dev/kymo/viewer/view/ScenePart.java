package dev.kymo.viewer.view;

import dev.kymo.viewer.render.LineBatch;
import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// What one entity shows, kept from scene to scene until one of its rows is another, or it has moved.
final class ScenePart {
    static final int NO_CLOUD = -1;

    private final int entity;
    private final Samples samples = new Samples(1);
    private final Samples required = new Samples(0);
    private final List<Scene.Label> labels = new ArrayList<>(0);
    private @Nullable LineBatch lines;
    private Bounds.@Nullable Group group;
    private int lineAt;
    private int sampleCount;
    private int requiredCount;
    private int lineCount;

    /// The number of its small cloud in the batch.
    int batched = NO_CLOUD;
    /// A sample of its large cloud while levels of detail are built, and by which key the cache has it.
    @Nullable
    SampledCloud cloud;

    @Nullable
    Object cloudKey;
    /// From the cloud's coordinates to the world's; the origin that its positions are relative to is in it.
    final Matrix4d cloudPlace = new Matrix4d();

    /// Its large clouds that are drawn by shares: the one at the cursor, or those of the last seconds, by
    /// (time, row id).
    List<PlacedRow> rows = List.of();

    /// By which key its levels of detail are asked for; null where it is not shown by them.
    @Nullable
    Object levelsKey;
    /// Null while they are not there yet.
    @Nullable
    LodCloud levels;
    /// Some of the positions that `levelsKey` stands for, three each.
    float[] levelsSamples = {};
    /// What could not be shown as it should be, and why.
    @Nullable
    String note;

    long pointCount;
    /// Where its points, strips and boxes are: from their coordinates to the world's.
    final Matrix4d[] places = {new Matrix4d(), new Matrix4d(), new Matrix4d()};

    /// Whether it stands where it was sensed, and has moved on since: as of which revision of its transforms.
    boolean isInThePast;

    long placedAt;

    ScenePart(final int entity) {
        this.entity = entity;
    }

    int entity() {
        return entity;
    }

    /// Places of the cloud.
    Samples samples() {
        return samples;
    }

    /// Places of lines: must be in the picture.
    Samples required() {
        return required;
    }

    List<Scene.Label> labels() {
        return labels;
    }

    /// Lines in world coordinates; made when there are some.
    LineBatch newLines() {
        LineBatch present = lines;
        if (present == null) {
            present = new LineBatch(12);
            lines = present;
        }
        return present;
    }

    @Nullable
    LineBatch lines() {
        return lines;
    }

    int lineAt() {
        return lineAt;
    }

    Bounds.Group group() {
        return java.util.Objects.requireNonNull(group, "not laid out");
    }

    /// Whether it has as many samples and lines as when it was laid out.
    boolean fitsItsPlace() {
        return group != null
                && samples.count() == sampleCount
                && required.count() == requiredCount
                && (lines == null ? 0 : lines.count()) == lineCount;
    }

    void laidOut(final Bounds.Group at, final int firstLine) {
        group = at;
        lineAt = firstLine;
        sampleCount = samples.count();
        requiredCount = required.count();
        lineCount = lines == null ? 0 : lines.count();
    }

    /// Whether it will be shown by levels of detail that are not there yet, not all of them, or not whole.
    boolean waitsForLevels() {
        final LodCloud shown = levels;
        return levelsKey != null && (shown == null || shown.isPartial() || shown.failure() != null);
    }

    boolean hasLines() {
        return lines != null && lines.count() > 0;
    }
}
