package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.view.ViewKind;
import dev.kymo.viewer.view.ViewProposal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ViewLayoutTest {
    /// x, y, width, height.
    private final Map<String, float[]> places = new HashMap<>();

    private static List<View> views(final ViewKind... kinds) {
        final List<View> views = new ArrayList<>();
        for (final ViewKind kind : kinds) {
            views.add(new View(
                    kind + "" + views.size(), new ViewProposal(kind, EntityPath.parse("/v"), List.of()), true));
        }
        return views;
    }

    private void place(final ViewLayout layout, final float x, final float y, final float width, final float height) {
        switch (layout) {
            case ViewLayout.Tabs tabs ->
                tabs.views().forEach(view -> {
                    assertTrue(
                            places.put(view.id(), new float[] {x, y, width, height}) == null,
                            view.id() + " is there twice");
                });
            case ViewLayout.Split split -> {
                assertTrue(split.share() > 0 && split.share() < 1, "share " + split.share());
                final float first = (split.sideBySide() ? width : height) * split.share();
                if (split.sideBySide()) {
                    place(split.first(), x, y, first, height);
                    place(split.second(), x + first, y, width - first, height);
                } else {
                    place(split.first(), x, y, width, first);
                    place(split.second(), x, y + first, width, height - first);
                }
            }
        }
    }

    @Test
    void shouldGiveOneViewEverything() {
        assertInstanceOf(ViewLayout.Tabs.class, ViewLayout.of(views(ViewKind.TIME_SERIES), 800, 600));
    }

    @Test
    void shouldPutSpaceLargeAndHighPlotsAndLogsLow() {
        place(
                ViewLayout.of(
                        views(
                                ViewKind.SPATIAL_3D,
                                ViewKind.IMAGE_2D,
                                ViewKind.TIME_SERIES,
                                ViewKind.TIME_SERIES,
                                ViewKind.TEXT_LOG),
                        1360,
                        800),
                0,
                0,
                1360,
                800);
        final float[] space = places.get("SPATIAL_3D0");
        final float[] image = places.get("IMAGE_2D1");
        final float[] plot = places.get("TIME_SERIES2");
        final float[] log = places.get("TEXT_LOG4");
        assertEquals(0, space[0] + space[1]);
        assertTrue(space[2] * space[3] > 1360 * 800 * 0.35, "space is the largest");
        assertTrue(image[0] >= space[2] && image[1] == 0, "images are beside it");
        assertTrue(plot[1] >= space[3] && log[1] >= space[3], "plots and logs are below");
        assertTrue(log[0] > plot[0], "the log is to the right");
    }

    @Test
    void shouldPlaceEveryViewOnceAndMakeNoneTooSmall() {
        final ViewKind[] kinds = ViewKind.values();
        for (int seed = 0; seed < 300; seed++) {
            final java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
            final ViewKind[] chosen = new ViewKind[1 + random.nextInt(9)];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = kinds[random.nextInt(kinds.length)];
            }
            final float width = 620 + random.nextInt(2000);
            final float height = 500 + random.nextInt(1500);
            places.clear();
            place(ViewLayout.of(views(chosen), width, height), 0, 0, width, height);
            final String what = "seed=" + seed + " " + List.of(chosen) + " in " + width + " x " + height;
            assertEquals(chosen.length, places.size(), what);
            places.forEach((id, place) -> assertTrue(
                    place[2] >= 170 && place[3] >= 100, what + ": " + id + " is " + place[2] + " x " + place[3]));
        }
    }
}
