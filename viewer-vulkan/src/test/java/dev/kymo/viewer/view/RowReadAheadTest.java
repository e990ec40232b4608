package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Points3D;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowReadAheadTest {
    private static final int ROWS = 40;
    private static final EntityPath SCAN = EntityPath.parse("scan");
    private static final int POINTS = 10;

    @TempDir
    private Path folder;

    private final BlockingQueue<Integer> read = new ArrayBlockingQueue<>(100);

    /// Rows have their number as their first coordinate; each has a column of positions and one of colours.
    private LoggedScene recording() throws IOException {
        return LoggedScene.of(folder, out -> {
            for (int row = 0; row < ROWS; row++) {
                final float[] xyz = new float[3 * POINTS];
                xyz[0] = row;
                out.setTimeSequence("frame", row * 10L);
                final int[] rgba = new int[POINTS];
                rgba[0] = row;
                out.log("scan", Points3D.of(xyz).colors(rgba));
            }
        });
    }

    private void hear(final MemorySegment column) {
        if (column.byteSize() == POINTS * 12L) {
            read.add((int) column.get(Layouts.FLOAT, 0));
        }
    }

    /// The next so many rows that are read, and that there are no more for a moment.
    private List<Integer> next(final int count) throws InterruptedException {
        final List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Integer row = read.poll(20, TimeUnit.SECONDS);
            assertTrue(row != null, "rows that were read: " + rows);
            rows.add(row);
        }
        final Integer more = read.poll(100, TimeUnit.MILLISECONDS);
        assertEquals(null, more, "after " + rows);
        return rows;
    }

    @Test
    void shouldReadRowsWhereTheCursorWillBeOnce() throws Exception {
        try (LoggedScene scene = recording();
                RowReadAhead ahead = new RowReadAhead(scene.store(), this::hear)) {
            ahead.moved(new TimeCursor("frame", 100), () -> List.of(SCAN));
            assertEquals(List.of(), next(0), "nobody knows yet where it goes");
            ahead.moved(new TimeCursor("frame", 110), () -> List.of(SCAN));
            assertEquals(List.of(12, 13, 15, 19), next(4));
            ahead.moved(new TimeCursor("frame", 110), () -> List.of(SCAN));
            assertEquals(List.of(), next(0), "it rests");
            ahead.moved(new TimeCursor("frame", 120), () -> List.of(SCAN));
            assertEquals(List.of(14, 16, 20), next(3), "13 has been read");
            ahead.moved(new TimeCursor("frame", 100), () -> List.of(SCAN));
            assertEquals(List.of(8, 6, 2), next(3), "backwards; nothing is there before the first row");
        }
    }

    @Test
    void shouldReadNothingOfAnotherTimelineOrOfNoCloud() throws Exception {
        try (LoggedScene scene = recording();
                RowReadAhead ahead = new RowReadAhead(scene.store(), this::hear)) {
            ahead.moved(new TimeCursor("frame", 100), () -> List.of(SCAN));
            ahead.moved(new TimeCursor("other", 110), () -> List.of(SCAN));
            ahead.moved(new TimeCursor("frame", 120), () -> List.of(SCAN));
            ahead.moved(new TimeCursor("frame", 130), List::of);
            assertEquals(List.of(), next(0));
            ahead.moved(new TimeCursor("frame", Long.MAX_VALUE), () -> List.of(SCAN));
            assertEquals(List.of(), next(0), "beyond the end of time");
        }
    }

    @Test
    void shouldReadARowAgainThatItHadToLeave() throws Exception {
        final BlockingQueue<Integer> colours = new ArrayBlockingQueue<>(100);
        final CountDownLatch isAtFirst = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        try (LoggedScene scene = recording();
                RowReadAhead ahead = new RowReadAhead(scene.store(), column -> {
                    if (column.byteSize() == POINTS * 4L) {
                        colours.add(column.get(Layouts.INT, 0));
                    }
                    isAtFirst.countDown();
                    await(goesOn);
                })) {
            ahead.moved(new TimeCursor("frame", 100), () -> List.of(SCAN));
            ahead.moved(new TimeCursor("frame", 110), () -> List.of(SCAN));
            await(isAtFirst);
            // Of row 12 positions are being read, when it is at something else: row 12 and others
            ahead.moved(new TimeCursor("frame", 115), () -> List.of(SCAN));
            goesOn.countDown();
            assertEquals(12, colours.poll(20, TimeUnit.SECONDS));
            assertEquals(13, colours.poll(20, TimeUnit.SECONDS));
        }
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
