package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreSubscriptionTest {
    private static final StoreId ID = StoreId.recording("app", "events");
    private static final Timeline FRAME = Timeline.sequence("frame");

    private final Stores stores = new Stores();
    private final MemoryChunks memory = new MemoryChunks();
    private final List<StoreEvent> events = new ArrayList<>();

    @AfterEach
    void close() {
        stores.close();
        memory.close();
    }

    private static DataRow row(final String entity, final long number) {
        return new DataRow(
                new RowId(1, number),
                EntityPath.of(entity),
                TimePoint.of(FRAME, number),
                List.of(new DataCell(ComponentDescriptor.of("n"), ArrayData.longs(Datatype.INT64, number))));
    }

    private static String kinds(final List<StoreEvent> told) {
        final StringBuilder text = new StringBuilder();
        for (final StoreEvent event : told) {
            text.append(
                    switch (event) {
                        case StoreEvent.ChunkAdded added ->
                            "added" + (added.from().isEmpty() ? "" : " from") + ", ";
                        case StoreEvent.RowsVisible rows -> "rows " + rows.from() + " to " + rows.to() + ", ";
                        case StoreEvent.ChunkSealed sealed -> "sealed, ";
                        case StoreEvent.ChunkRemoved removed -> "removed, ";
                        case StoreEvent.Missed missed -> "missed " + missed.events() + ", ";
                    });
        }
        return text.toString();
    }

    @Test
    void shouldTellOfAChunkItsRowsAndItsEndInOrder() {
        final RecordingStore store = stores.getOrCreate(ID);
        try (StoreSubscription subscription = store.subscribe(100);
                StoreIngest ingest =
                        new StoreIngest(stores, memory, new SealPolicy(1 << 20, 5, Long.MAX_VALUE, 4096))) {
            assertEquals(0, subscription.poll(events::add));
            for (int i = 0; i < 3; i++) {
                ingest.append(ID, row("e", i));
            }
            assertEquals(2, subscription.poll(events::add));
            assertEquals("added, rows 0 to 3, ", kinds(events));
            for (int i = 3; i < 7; i++) {
                ingest.append(ID, row("e", i));
            }
            subscription.poll(events::add);
            assertEquals("added, rows 0 to 3, rows 3 to 5, sealed, added, rows 0 to 2, ", kinds(events));
            final ChunkId first =
                    assertInstanceOf(StoreEvent.ChunkAdded.class, events.get(0)).chunk();
            final StoreEvent.ChunkSealed sealed = assertInstanceOf(StoreEvent.ChunkSealed.class, events.get(3));
            assertEquals(List.of(first), sealed.from());
            assertEquals(0, subscription.poll(events::add));
        }
    }

    @Test
    void shouldTellWhichChunksTheRowsOfAnotherCameFrom() {
        final RecordingStore store = stores.getOrCreate(ID);
        final OpenChunk whole = new OpenChunk(EntityPath.of("e"), TimePoint.of(FRAME, 0), 0);
        whole.append(row("e", 1));
        whole.append(row("e", 2));
        final OpenChunk rest = new OpenChunk(EntityPath.of("e"), TimePoint.of(FRAME, 0), 0);
        rest.append(row("e", 2));
        final ChunkId wholeId = whole.snapshot().id();
        store.addOpen(whole);
        try (StoreSubscription subscription = store.subscribe(100)) {
            final OpenChunk half = new OpenChunk(EntityPath.of("e"), TimePoint.of(FRAME, 0), 0);
            half.append(row("e", 1));
            store.replace(
                    EntityPath.of("e"), List.of(whole), List.of(rest), List.of(memory.place(ID, half.snapshot())));
            half.close();
            subscription.poll(events::add);
            assertEquals("added, added from, sealed, rows 0 to 2, removed, rows 0 to 1, ", kinds(events));
            assertEquals(List.of(wholeId), ((StoreEvent.ChunkAdded) events.get(1)).from());
            assertEquals(List.of(wholeId), ((StoreEvent.ChunkSealed) events.get(2)).from());
            assertEquals(wholeId, ((StoreEvent.ChunkRemoved) events.get(4)).chunk());
        }
    }

    @Test
    void shouldSayHowManyEventsASlowSubscriberMissed() {
        final RecordingStore store = stores.getOrCreate(ID);
        try (StoreSubscription subscription = store.subscribe(4);
                StoreIngest ingest =
                        new StoreIngest(stores, memory, new SealPolicy(1 << 20, 1, Long.MAX_VALUE, 4096))) {
            for (int i = 0; i < 10; i++) {
                ingest.append(ID, row("e", i));
            }
            subscription.poll(events::add);
            assertEquals("added, rows 0 to 1, sealed, added, rows 0 to 1, sealed, missed 16, ", kinds(events));
            ingest.append(ID, row("e", 10));
            events.clear();
            subscription.poll(events::add);
            assertEquals("added, rows 0 to 1, sealed, ", kinds(events));
        }
    }

    /// Whatever a subscriber sees while the writer goes on: each row once, in order, between its chunk's
    /// beginning and end.
    @Test
    void shouldTellEachRowOnceWhileTheWriterGoesOn() throws InterruptedException {
        final int rows = 60_000;
        final RecordingStore store = stores.getOrCreate(ID);
        final Map<ChunkId, Integer> told = new HashMap<>();
        final Thread writer = new Thread(
                () -> {
                    try (StoreIngest ingest =
                            new StoreIngest(stores, memory, new SealPolicy(1 << 20, 97, Long.MAX_VALUE, 4096))) {
                        for (int i = 0; i < rows; i++) {
                            ingest.append(ID, row(i % 3 == 0 ? "a" : "b", i));
                        }
                    }
                },
                "writer");
        try (StoreSubscription subscription = store.subscribe(1 << 16)) {
            writer.start();
            boolean isOver = false;
            while (!isOver) {
                isOver = !writer.isAlive();
                subscription.poll(event -> check(event, told));
            }
        }
        writer.join();
        assertTrue(told.isEmpty(), told::toString);
        assertEquals(rows, toldRows);
    }

    private int toldRows;

    private void check(final StoreEvent event, final Map<ChunkId, Integer> told) {
        switch (event) {
            case StoreEvent.ChunkAdded added -> assertEquals(null, told.put(added.chunk(), 0));
            case StoreEvent.RowsVisible visible -> {
                assertEquals(visible.from(), told.put(visible.chunk(), visible.to()));
                toldRows += visible.to() - visible.from();
            }
            case StoreEvent.ChunkSealed sealed -> assertTrue(told.remove(sealed.chunk()) > 0);
            default -> throw new AssertionError(event.toString());
        }
    }
}
