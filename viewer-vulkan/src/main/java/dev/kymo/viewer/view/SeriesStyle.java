package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one series of a plot is drawn: as logged (SeriesLines, SeriesPoints), else by defaults.
///
/// @param entity whose scalars these are
/// @param instance which number of each row
/// @param name for the legend
/// @param colour `0xRRGGBBAA`
/// @param width of the line, or radius of the markers, in UI pixels
/// @param isPoints whether rows are shown as markers that no line joins
public record SeriesStyle(EntityPath entity, int instance, String name, int colour, float width, boolean isPoints) {
    private static final float LINE_WIDTH = 1.5f;
    private static final float MARKER_RADIUS = 3;
    private static final float WIDTH_MIN = 0.5f;
    private static final float WIDTH_MAX = 20;
    /// More can't be told apart.
    private static final int SERIES_MAX = 100;

    private static final int OPAQUE = 0xFF;

    /// The series of all `entities`, in order. Colours that were not logged come from the palette by entity;
    /// where that one is taken in this plot, the next free one.
    public static List<SeriesStyle> of(
            final StoreReader reader, final List<EntityPath> entities, final TimeCursor cursor) {
        final List<SeriesStyle> series = new ArrayList<>();
        final BitSet taken = new BitSet();
        final List<Integer> unstyled = new ArrayList<>();
        for (final EntityPath entity : entities) {
            final int count = SeriesReducer.seriesCount(reader, entity, cursor.timeline());
            final Cells cells = new Cells(reader, entity, cursor);
            final String archetype = isPoints(cells) ? "SeriesPoints" : "SeriesLines";
            final ArrayData colours = cells.instances(archetype + ":colors", Datatype.UINT32);
            for (int i = 0; i < count && series.size() < SERIES_MAX; i++) {
                final int colour = colours == null ? 0 : colours.getInt(Math.min(i, colours.length() - 1));
                if (colour == 0) {
                    unstyled.add(series.size());
                } else {
                    Palette.markTaken(taken, colour);
                }
                series.add(new SeriesStyle(
                        entity,
                        i,
                        name(entity, cells.instances(archetype + ":names", Datatype.UTF8), i, count),
                        colour | OPAQUE,
                        width(cells, archetype, i),
                        archetype.equals("SeriesPoints")));
            }
        }
        for (final int at : unstyled) {
            final SeriesStyle each = series.get(at);
            series.set(at, each.withColour(Palette.nextFree(taken, each.entity, each.instance)));
        }
        return List.copyOf(series);
    }

    private SeriesStyle withColour(final int rgba) {
        return new SeriesStyle(entity, instance, name, rgba, width, isPoints);
    }

    private static boolean isPoints(final Cells cells) {
        final boolean lines = cells.any("SeriesLines:colors").isPresent()
                || cells.any("SeriesLines:names").isPresent();
        return !lines
                && (cells.any("SeriesPoints:colors").isPresent()
                        || cells.any("SeriesPoints:names").isPresent()
                        || cells.any("SeriesPoints:markers").isPresent()
                        || cells.any("SeriesPoints:marker_sizes").isPresent());
    }

    private static String name(
            final EntityPath entity, final @Nullable ArrayData names, final int instance, final int count) {
        if (names != null && instance < names.length()) {
            return names.string(instance);
        }
        final String last = entity.isRoot() ? "/" : entity.parts().getLast();
        return count == 1 ? last : last + "[" + instance + "]";
    }

    private static float width(final Cells cells, final String archetype, final int instance) {
        final boolean points = archetype.equals("SeriesPoints");
        final ArrayData widths = cells.instances(archetype + (points ? ":marker_sizes" : ":widths"), Datatype.FLOAT32);
        final float width = widths == null ? Float.NaN : widths.getFloat(Math.min(instance, widths.length() - 1));
        if (!(width > 0)) {
            return points ? MARKER_RADIUS : LINE_WIDTH;
        }
        return Math.clamp(width, WIDTH_MIN, WIDTH_MAX);
    }
}
