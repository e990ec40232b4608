package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesStyleTest {
    private static final TimeCursor END = new TimeCursor("t", Long.MAX_VALUE);

    @Test
    void shouldTakeNamesColoursAndWidthsAsLogged() {
        try (LiveStore live = new LiveStore(10)) {
            live.scalars("/motor", 1, 1, 2);
            live.cells(
                    "/motor",
                    1,
                    LiveStore.cell("SeriesLines", "names", ArrayData.text("left", "right")),
                    LiveStore.cell("SeriesLines", "colors", ArrayData.ints(Datatype.UINT32, 0xFF8800FF, 0x00FF00FF)),
                    LiveStore.cell("SeriesLines", "widths", ArrayData.floats(Datatype.FLOAT32, 3)));
            live.scalars("/dots", 1, 5);
            live.cells(
                    "/dots", 1, LiveStore.cell("SeriesPoints", "marker_sizes", ArrayData.floats(Datatype.FLOAT32, 4)));
            try (StoreReader reader = live.store().reader()) {
                final List<SeriesStyle> series =
                        SeriesStyle.of(reader, List.of(EntityPath.parse("/motor"), EntityPath.parse("/dots")), END);
                assertEquals(
                        List.of("left", "right", "dots"),
                        series.stream().map(SeriesStyle::name).toList());
                assertEquals(0xFF8800FF, series.get(0).colour());
                assertEquals(0x00FF00FF, series.get(1).colour());
                assertEquals(3, series.get(1).width());
                assertFalse(series.get(0).isPoints());
                assertTrue(series.get(2).isPoints());
                assertEquals(4, series.get(2).width());
            }
        }
    }

    @Test
    void shouldGiveEverySeriesOfAPlotAColourOfItsOwn() {
        try (LiveStore live = new LiveStore(10)) {
            final List<EntityPath> entities = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                live.scalars("/plot/s" + i, 1, i);
                entities.add(EntityPath.parse("/plot/s" + i));
            }
            try (StoreReader reader = live.store().reader()) {
                final List<SeriesStyle> series = SeriesStyle.of(reader, entities, END);
                assertEquals(
                        12, series.stream().map(SeriesStyle::colour).distinct().count());
                assertEquals(series, SeriesStyle.of(reader, entities, END), "the same series, the same colours");
                assertEquals(Palette.of(entities.getFirst()), series.getFirst().colour());
            }
        }
    }
}
