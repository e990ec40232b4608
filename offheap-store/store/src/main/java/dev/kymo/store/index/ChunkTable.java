package dev.kymo.store.index;

import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Layouts;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the filed chunks of a store are, by number: 48 bytes each, off the heap, and 8 to 16 for finding one by its
/// id.
///
/// ```text
///   0 id                    8 …                    16 place in the file
///  24 bytes in the file    32 bytes unpacked, or 0
///  40 rows                 44 number of the source
/// ```
///
/// The writer adds; any thread that has learnt of a chunk's number by a volatile read that came after reads.
final class ChunkTable implements AutoCloseable {
    private static final int ENTRY_BYTES = 48;
    private static final long AT_OFFSET = 16;
    private static final long LENGTH_OFFSET = 24;
    private static final long UNPACKED_OFFSET = 32;
    private static final long ROWS_OFFSET = 40;
    private static final long SOURCE_OFFSET = 44;
    private static final int PAGE_LOG2 = 8;
    private static final int PAGE_CHUNKS = 1 << PAGE_LOG2;
    private static final int FIRST_SLOTS = 1024;

    private final IndexMemory memory;
    /// Replaced by a longer one. Volatile, though a reader that knows a number has seen the writer's stores already:
    /// the array itself may be a later one than that.
    private volatile IndexMemory.@Nullable Part[] pages = new IndexMemory.Part[4];

    private volatile ChunkSource[] sources = {};
    private int count;
    /// Numbers of chunks plus one, by id; 0 where there is none. The writer's alone.
    private OffHeap.@Nullable Block byId;

    private int slots;

    ChunkTable(final IndexMemory memory) {
        this.memory = memory;
    }

    /// The writer's: how many there are, and the number of the next.
    int count() {
        return count;
    }

    /// The writer's.
    ///
    /// @return the chunk's number
    int add(final Placement.InFile placed) {
        final int chunk = count;
        final IndexMemory.Part page = pageFor(chunk);
        final long at = at(page, chunk);
        placed.chunk().id().write(page.block(), at);
        page.block().set(Layouts.LONG, at + AT_OFFSET, placed.at());
        page.block().set(Layouts.LONG, at + LENGTH_OFFSET, placed.lengthBytes());
        page.block().set(Layouts.LONG, at + UNPACKED_OFFSET, placed.unpackedBytes());
        page.block().set(Layouts.INT, at + ROWS_OFFSET, placed.chunk().rowCount());
        page.block().set(Layouts.INT, at + SOURCE_OFFSET, number(placed.source()));
        count = Math.incrementExact(chunk);
        note(placed.chunk().id(), chunk);
        return chunk;
    }

    private IndexMemory.Part pageFor(final int chunk) {
        final int number = chunk >> PAGE_LOG2;
        IndexMemory.@Nullable Part[] all = pages;
        if (number == all.length) {
            all = Arrays.copyOf(all, 2 * all.length);
            pages = all;
        }
        IndexMemory.Part page = all[number];
        if (page == null) {
            page = memory.allocate((long) PAGE_CHUNKS * ENTRY_BYTES);
            // Plain: whoever asks for a chunk of this page has seen a volatile store that comes after.
            all[number] = page;
        }
        return page;
    }

    private int number(final ChunkSource source) {
        final ChunkSource[] all = sources;
        for (int i = all.length - 1; i >= 0; i--) {
            if (all[i].equals(source)) {
                return i;
            }
        }
        final ChunkSource[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = source;
        sources = more;
        return all.length;
    }

    /// The writer's: whether a chunk of this id is here.
    boolean has(final ChunkId id) {
        return slots > 0 && slot(id) < 0;
    }

    /// The free slot for an id, or, below 0, that there is one with it.
    private int slot(final ChunkId id) {
        final OffHeap.Block known = java.util.Objects.requireNonNull(byId);
        int slot = (int) (((id.timeNs() * 31 + id.inc()) * 0x9E37_79B9_7F4A_7C15L) >>> 33) & (slots - 1);
        while (true) {
            final int chunk = known.segment().get(Layouts.INT, (long) slot * Integer.BYTES) - 1;
            if (chunk < 0) {
                return slot;
            }
            if (id.equals(id(chunk))) {
                return -1;
            }
            slot = (slot + 1) & (slots - 1);
        }
    }

    private void note(final ChunkId id, final int chunk) {
        if (2L * count > slots) {
            final OffHeap.Block old = byId;
            slots = Math.max(FIRST_SLOTS, Math.multiplyExact(slots, 2));
            byId = OffHeap.allocate(MemoryTag.INDEX, (long) slots * Integer.BYTES);
            byId.segment().fill((byte) 0);
            for (int i = 0; i < chunk; i++) {
                enter(id(i), i);
            }
            if (old != null) {
                old.close();
            }
        }
        enter(id, chunk);
    }

    private void enter(final ChunkId id, final int chunk) {
        final int slot = slot(id);
        if (slot >= 0) {
            java.util.Objects.requireNonNull(byId)
                    .segment()
                    .set(Layouts.INT, (long) slot * Integer.BYTES, Math.incrementExact(chunk));
        }
    }

    private IndexMemory.Part page(final int chunk) {
        return java.util.Objects.requireNonNull(pages[chunk >> PAGE_LOG2]);
    }

    private static long at(final IndexMemory.Part page, final int chunk) {
        return page.at() + (long) (chunk & (PAGE_CHUNKS - 1)) * ENTRY_BYTES;
    }

    ChunkId id(final int chunk) {
        final IndexMemory.Part page = page(chunk);
        final long at = at(page, chunk);
        return ChunkId.read(page.block(), at);
    }

    int rows(final int chunk) {
        final IndexMemory.Part page = page(chunk);
        return page.block().get(Layouts.INT, at(page, chunk) + ROWS_OFFSET);
    }

    /// Reads it from its source.
    ChunkSource.@Nullable ReadChunk read(final int chunk) {
        final IndexMemory.Part page = page(chunk);
        final long at = at(page, chunk);
        return sources[page.block().get(Layouts.INT, at + SOURCE_OFFSET)].read(
                page.block().get(Layouts.LONG, at + AT_OFFSET),
                page.block().get(Layouts.LONG, at + LENGTH_OFFSET),
                page.block().get(Layouts.LONG, at + UNPACKED_OFFSET));
    }

    /// Gives back what is not the index memory's; the writer, and no more chunks.
    @Override
    public void close() {
        if (byId != null) {
            byId.close();
            byId = null;
            slots = 0;
        }
    }
}
