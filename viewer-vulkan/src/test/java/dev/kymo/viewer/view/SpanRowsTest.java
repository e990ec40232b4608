package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Span;
import dev.kymo.sdk.SpanLane;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.view.SpanRows.Box;
import dev.kymo.viewer.view.SpanRows.Lane;
import dev.kymo.viewer.view.SpanRows.Picture;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SpanRowsTest {
    private static final List<EntityPath> ENTITIES = List.of(EntityPath.parse("/outer"), EntityPath.parse("/inner"));

    private static void span(
            final LiveStore live, final String path, final long lane, final int depth, final long at, final long ns) {
        live.cells(path, at, Span.of(at, ns).lane(lane).depth(depth).cells().toArray(DataCell[]::new));
    }

    private static Picture picture(
            final LiveStore live, final SpanRows rows, final long from, final long to, final int columns) {
        try (StoreReader reader = live.store().reader()) {
            return rows.of(reader, ENTITIES, "t", from, to, columns, 0);
        }
    }

    @Test
    void shouldPutThreadsIntoLanesAndWhatLiesInOtherSpansBelowThem() {
        try (LiveStore live = new LiveStore(4)) {
            for (int i = 0; i < 10; i++) {
                span(live, "/inner", 5, 1, i * 100L + 20, 30);
                span(live, "/outer", 5, 0, i * 100L, 90);
                span(live, "/outer", -1, 0, i * 100L + 50, 10);
            }
            live.cells("/outer", 0, Span.named("the outer one").cells().toArray(DataCell[]::new));
            live.cells(
                    "/" + SpanLane.entityOf(-1),
                    0,
                    SpanLane.named("worker").cells().toArray(DataCell[]::new));
            final Picture picture = picture(live, new SpanRows(), 0, 1000, 1000);
            assertEquals(
                    List.of("the outer one", "inner"),
                    picture.labels().stream().map(SpanRows.Label::name).toList());
            assertEquals(
                    List.of("thread 5", "worker"),
                    picture.lanes().stream().map(Lane::name).toList());
            final Lane main = picture.lanes().get(0);
            assertEquals(2, main.depths().size());
            assertEquals(new Box(300, 390, 0, 1, 90), main.depths().get(0).get(3));
            assertEquals(new Box(320, 350, 1, 1, 30), main.depths().get(1).get(3));
            assertEquals(10, picture.lanes().get(1).depths().get(0).size());
        }
    }

    @Test
    void shouldShowSpansThatBeganBeforeTheWindow() {
        try (LiveStore live = new LiveStore(1)) {
            span(live, "/outer", 1, 0, 0, 1000);
            span(live, "/inner", 1, 1, 990, 5);
            final SpanRows rows = new SpanRows();
            picture(live, rows, 0, 1000, 1000);
            final Picture near = picture(live, rows, 980, 1000, 1000);
            assertEquals(1, near.lanes().get(0).depths().get(0).size());
            assertEquals(1, near.lanes().get(0).depths().get(1).size());
        }
    }

    /// Whatever the zoom: no box is lost, none overlap, and they are few enough to be drawn.
    @Test
    void shouldJoinWhatNoPixelTellsApart() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final int spans = 5_000;
        try (LiveStore live = new LiveStore(700)) {
            long at = 0;
            for (int i = 0; i < spans; i++) {
                final long duration = random.nextInt(100) == 0 ? random.nextLong(50_000) : random.nextLong(100);
                span(live, i % 2 == 0 ? "/outer" : "/inner", 1, 0, at, duration);
                at += duration + random.nextLong(300);
            }
            final SpanRows rows = new SpanRows();
            for (final int columns : new int[] {1, 10, 100, 10_000_000}) {
                final Picture picture = picture(live, rows, 0, at, columns);
                final List<Box> boxes = picture.lanes().get(0).depths().get(0);
                int count = 0;
                double end = Double.NEGATIVE_INFINITY;
                for (final Box box : boxes) {
                    assertTrue(box.from() >= end && box.to() >= box.from(), "seed " + seed);
                    end = box.to();
                    count += box.count();
                }
                assertEquals(spans, count, "seed " + seed);
                assertTrue(columns > spans || boxes.size() <= 3 * columns + 3, boxes.size() + " boxes, seed " + seed);
            }
        }
    }
}
