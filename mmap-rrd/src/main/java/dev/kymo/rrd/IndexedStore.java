package dev.kymo.rrd;

import dev.kymo.store.index.ChunkLoader;
import dev.kymo.store.index.ChunkSlots;
import dev.kymo.store.index.FiledChunks;
import dev.kymo.store.index.FiledComponent;
import dev.kymo.store.index.LoadedChunk;
import dev.kymo.store.index.StaleIndexException;
import dev.kymo.store.memory.Epochs;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One store of an indexed recording. What it has loaded is found by the chunk's number.
///
/// When the index is built anew its numbers change, and with them all of [Numbered]; readers that are inside may still
/// use the chunks that they have of the former.
final class IndexedStore implements FiledChunks {
    private final StoreId id;
    private final IndexedRecording recording;
    private volatile Numbered numbered;
    private volatile @Nullable Epochs epochs;

    /// An index, and what is loaded of it.
    private final class Numbered implements ChunkLoader {
        private final IndexImage image;
        private final IndexImage.StoreEntry entry;
        private final ChunkSlots loaded = new ChunkSlots(recording.memory());
        /// Kept, so that asking allocates nothing.
        private final ChunkSlots.Loading reading = this::read;

        private Numbered(final IndexImage image, final IndexImage.StoreEntry entry) {
            this.image = image;
            this.entry = entry;
        }

        @Override
        public @Nullable LoadedChunk load(final int chunk) {
            if (numbered != this) {
                throw stale("it was found to be wrong");
            }
            return loaded.get(chunk, reading);
        }

        private @Nullable LoadedChunk read(final int chunk) {
            final Epochs readers = epochs;
            if (readers == null) {
                throw new IllegalStateException("no store has taken up " + id);
            }
            return recording.load(id, blockOf(chunk), chunk, readers, message -> contradicted(chunk, message));
        }

        private IndexBlock blockOf(final int chunk) {
            try {
                return block(image.entityOf(chunk));
            } catch (final DamagedIndexException e) {
                throw contradicted(chunk, "is in a damaged block");
            }
        }

        @Override
        public ChunkId id(final int chunk) {
            return blockOf(chunk).id(chunk);
        }

        @Override
        public int rows(final int chunk) {
            return blockOf(chunk).rows(chunk);
        }

        @Override
        public void willNeed(final int chunk) {
            if (chunk >= image.chunkCount() || loaded.has(chunk)) {
                return;
            }
            try {
                final IndexBlock block = block(image.entityOf(chunk));
                recording.willNeed(block.messageOffset(chunk), block.messageBytes(chunk));
            } catch (final DamagedIndexException | IndexOutOfBoundsException e) {
                // Only a hint: it will be found when the chunk is asked for
            }
        }

        @Override
        public StaleIndexException contradicted(final int chunk, final String message) {
            final String text = "chunk " + chunk + " of " + id + " " + message;
            recording.rebuild(image, text);
            return stale(text);
        }

        private StaleIndexException stale(final String reason) {
            return new StaleIndexException(recording.path() + ": its index was built anew: " + reason + "; ask again");
        }

        private IndexBlock block(final int entity) throws DamagedIndexException {
            return image.block(entity, this);
        }
    }

    IndexedStore(final IndexedRecording recording, final IndexImage image, final IndexImage.StoreEntry entry) {
        id = entry.id();
        this.recording = recording;
        numbered = new Numbered(image, entry);
    }

    StoreId id() {
        return id;
    }

    /// Goes over to another index of the same recording.
    void take(final IndexImage image) {
        final IndexImage.StoreEntry none = new IndexImage.StoreEntry(id, false, 0, 0, Map.of());
        numbered = new Numbered(
                image,
                image.stores().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElse(none));
    }

    @Override
    public List<EntityPath> entities() {
        while (true) {
            final Numbered now = numbered;
            final List<EntityPath> paths = new ArrayList<>();
            try {
                for (int i = 0; i < now.entry.entityCount(); i++) {
                    paths.add(now.image.path(now.entry.firstEntity() + i));
                }
                return paths;
            } catch (final IndexOutOfBoundsException | InternalError e) {
                recording.rebuild(now.image, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public Map<String, TimeType> timelines() {
        return numbered.entry.timelines();
    }

    @Override
    public boolean hasClears() {
        return numbered.entry.hasClears();
    }

    @Override
    public @Nullable Map<String, FiledComponent> find(final EntityPath entity) {
        final IndexBlock block = block(entity);
        return block == null ? null : block.components();
    }

    @Override
    public boolean hasChunk(final EntityPath entity, final ChunkId chunk) {
        final IndexBlock block = block(entity);
        return block != null && block.has(chunk);
    }

    /// What the present index says of an entity; null when it has no chunk.
    @Nullable
    IndexBlock block(final EntityPath entity) {
        while (true) {
            final Numbered now = numbered;
            try {
                final int place = now.image.find(now.entry, entity);
                return place < 0 ? null : now.block(place);
            } catch (final DamagedIndexException | IndexOutOfBoundsException | InternalError e) {
                recording.rebuild(now.image, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void attach(final Epochs readers) {
        epochs = readers;
    }
}
