package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What can be seen of [CheckedLogger]s in the stores of a follower, and whether it is what was logged.
final class SeenRows {
    private static final int WINDOW = 3_000;

    private final Stores stores;
    private final String entity;
    private final int maxBlobBytes;
    private final String context;
    private NavigableSet<Long> lastWindow = new TreeSet<>();

    SeenRows(final Stores stores, final String entity, final int maxBlobBytes, final String context) {
        this.stores = stores;
        this.entity = entity;
        this.maxBlobBytes = maxBlobBytes;
        this.context = context + ", " + entity;
    }

    /// Looks at the newest rows: each is whole and there once, and none that was seen before has gone.
    void checkNewest() {
        final RecordingStore store = stores.getOrCreate(CheckedLogger.STORE);
        try (StoreReader reader = store.reader()) {
            final var newest = reader.latestAt(EntityPath.of(entity), "number", "seq", Long.MAX_VALUE);
            if (newest.isEmpty()) {
                assertTrue(lastWindow.isEmpty(), context);
                return;
            }
            final long from = newest.get().time() - WINDOW;
            final NavigableSet<Long> window = numbers(reader, from);
            final TreeSet<Long> gone = new TreeSet<>(lastWindow.tailSet(from));
            gone.removeAll(window);
            assertEquals(new TreeSet<>(), gone, context + ": rows that were seen before");
            lastWindow = window;
        }
    }

    private NavigableSet<Long> numbers(final StoreReader reader, final long from) {
        final TreeSet<Long> numbers = new TreeSet<>();
        final TreeSet<Long> blobs = new TreeSet<>();
        final EntityPath path = EntityPath.of(entity);
        final List<Cell> cells = reader.range(path, "number", "seq", from, Long.MAX_VALUE);
        for (final Cell cell : cells) {
            assertTrue(numbers.add(cell.time()), () -> context + ": row " + cell.time() + " twice");
            assertEquals((double) cell.time(), cell.instances().getDouble(0), context);
        }
        if (maxBlobBytes > 0) {
            // After the numbers: more rows may have come meanwhile, and none may be without its blob
            for (final Cell cell : reader.range(path, "blob", "seq", from, Long.MAX_VALUE)) {
                assertTrue(blobs.add(cell.time()), () -> context + ": blob " + cell.time() + " twice");
                assertArrayEquals(
                        CheckedLogger.bytesAt(cell.time(), maxBlobBytes),
                        cell.instances().flatBytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                        () -> context + ": blob " + cell.time() + " is torn");
            }
            for (final long number : numbers) {
                assertTrue(
                        !CheckedLogger.hasBlob(number) || blobs.contains(number),
                        () -> context + ": row " + number + " without its blob");
            }
        }
        return numbers;
    }

    /// All numbers there are.
    NavigableSet<Long> all() {
        try (StoreReader reader = stores.getOrCreate(CheckedLogger.STORE).reader()) {
            return numbers(reader, Long.MIN_VALUE);
        }
    }

    /// What a program was answered: when each row was made, by number.
    record Account(NavigableMap<Long, Long> committed, NavigableMap<Long, Long> buffered) {
        static Account read(final Path file) throws IOException {
            final Account account = new Account(new TreeMap<>(), new TreeMap<>());
            final ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            while (words.remaining() >= 2 * Long.BYTES) {
                final long n = words.getLong();
                final long timeNs = words.getLong();
                if (n >= 0) {
                    account.committed.put(n, timeNs);
                } else {
                    account.buffered.put(-1 - n, timeNs);
                }
            }
            return account;
        }

        /// How many rows have been committed so far, and nothing else: it is asked again and again.
        static long countCommitted(final Path file) throws IOException {
            final ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            long rows = 0;
            while (words.remaining() >= 2 * Long.BYTES) {
                rows += words.getLong() >= 0 ? 1 : 0;
                words.getLong();
            }
            return rows;
        }

        /// Checks that all that was committed has been seen, and nothing that was dropped.
        void check(final NavigableSet<Long> seen, final String context) {
            final TreeSet<Long> lost = new TreeSet<>(committed.keySet());
            lost.removeAll(seen);
            assertTrue(
                    lost.isEmpty(),
                    () -> context + ": lost " + lost.size() + " of " + committed.size() + ": "
                            + lost.stream().limit(5).toList());
            final TreeSet<Long> strange = new TreeSet<>(seen);
            strange.removeAll(committed.keySet());
            strange.removeAll(buffered.keySet());
            assertTrue(
                    strange.isEmpty(),
                    () -> context + ": seen though dropped: "
                            + strange.stream().limit(5).toList());
        }
    }
}
