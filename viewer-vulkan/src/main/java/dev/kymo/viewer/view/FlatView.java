package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A 2D view of a store through time. Images are decoded and sent to the device when the rows that they come
/// from are others than before, not whenever the cursor moves. One thread, the device's; closed before it.
public final class FlatView implements AutoCloseable {
    private static final Set<String> ARCHETYPES = Set.of(
            "Image",
            "EncodedImage",
            "DepthImage",
            "EncodedDepthImage",
            "SegmentationImage",
            "Boxes2D",
            "LineStrips2D",
            "Points2D");

    private final GpuDevice device;
    private @Nullable FlatScene scene;
    private List<Object> shownRows = List.of();
    private long built;

    public FlatView(final GpuDevice device) {
        this.device = device;
    }

    /// Makes the scene of a moment the one that is shown. It is the same object as before when nothing it shows
    /// is different.
    ///
    /// @param entities whose images are shown
    public FlatScene show(
            final StoreReader reader,
            final TimeCursor cursor,
            final EntityPath origin,
            final List<EntityPath> entities,
            final Predicate<EntityPath> visible) {
        final List<Object> rows = rows(reader, cursor, origin, entities, visible);
        final FlatScene before = scene;
        if (before != null && rows.equals(shownRows)) {
            return before;
        }
        final FlatScene next = FlatScene.build(reader, cursor, origin, entities, visible, device);
        forget();
        scene = next;
        shownRows = rows;
        built++;
        return next;
    }

    /// Every row that the scene of a moment is made of.
    private static List<Object> rows(
            final StoreReader reader,
            final TimeCursor cursor,
            final EntityPath origin,
            final List<EntityPath> entities,
            final Predicate<EntityPath> visible) {
        final List<Object> rows = new ArrayList<>();
        for (final EntityPath entity : reader.store().entities()) {
            if ((entities.contains(entity) || origin.contains(entity)) && visible.test(entity)) {
                for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
                    final String component = column.component();
                    final int colon = component.indexOf(':');
                    if (colon > 0 && ARCHETYPES.contains(component.substring(0, colon))) {
                        rows.add(entity);
                        rows.add(component);
                        reader.latestAt(entity, component, cursor.timeline(), cursor.time())
                                .ifPresent(cell -> rows.add(cell.row()));
                    }
                }
            }
        }
        return rows;
    }

    /// How many scenes have been built so far.
    public long builtCount() {
        return built;
    }

    /// Lets go of what was shown; the next [#show] may be of another store.
    public void forget() {
        if (scene != null) {
            scene.close();
            scene = null;
        }
        shownRows = List.of();
    }

    @Override
    public void close() {
        forget();
    }
}
