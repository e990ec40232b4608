package dev.kymo.viewer.app;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts, while a recording grows, which of the rows that producers were promised can be queried. What
/// producers were promised is in their files, what can be queried is asked of the store. A poll costs what came
/// since the last one, not what there is: files are read on from where they ended, and of the store only chunks
/// that hold a number which is waited for, or a new one.
///
/// For one thread.
final class CommittedCounter {
    private static final String NUMBERS = "seq";
    /// From being promised to being lost: far more than a recorder on a busy machine needs.
    private static final long PATIENCE_NS = 5_000_000_000L;
    /// When a row has been waited for this long, an entity may have got a component that is not known yet.
    private static final long DOUBT_NS = 1_000_000_000L;

    private final Stores stores;
    private final StoreId id;
    private final List<Source> sources = new ArrayList<>();
    /// Asking for them costs what the entity holds, so they are kept.
    private final Map<EntityPath, List<String>> components = new HashMap<>();

    /// One producing process.
    private record Source(Path file, CommittedLines lines, NumberLedger ledger) {}

    /// @param stores may not have the recording yet
    CommittedCounter(final Stores stores, final StoreId id) {
        this.stores = stores;
        this.id = id;
    }

    /// Counts one more process from now on.
    ///
    /// @param file where it notes what it was promised; need not be there yet
    /// @param firstNumber of its rows; it uses [NumberLedger#NUMBERS] at most, which no other process uses
    void watch(final Path file, final long firstNumber) {
        sources.add(new Source(file, new CommittedLines(file), new NumberLedger(firstNumber)));
    }

    /// Looks at what is new.
    ///
    /// @throws IOException when a file of promised numbers is none
    void poll(final long nowNs) throws IOException {
        readPromises(nowNs);
        if (sum(nowNs - DOUBT_NS).lost() > 0) {
            components.clear();
        }
        look(false);
    }

    /// Looks at everything there is.
    ///
    /// @throws IOException when a file of promised numbers is none
    void pollAll(final long nowNs) throws IOException {
        readPromises(nowNs);
        components.clear();
        look(true);
    }

    /// Before the store is looked at, never after: what was promised can be queried very soon then, so that few
    /// rows are found waiting.
    private void readPromises(final long nowNs) throws IOException {
        for (final Source source : sources) {
            final List<Long> strange = new ArrayList<>(0);
            source.lines.read(number -> {
                if (source.ledger.holds(number)) {
                    source.ledger.promise(number, nowNs);
                } else if (strange.isEmpty()) {
                    strange.add(number);
                }
            });
            if (!strange.isEmpty()) {
                throw new IOException(source.file + ": expected numbers from " + source.ledger.first() + " to "
                        + source.ledger.last() + ", found " + strange.getFirst());
            }
        }
    }

    private void look(final boolean atAll) {
        final RecordingStore store = stores.find(id).orElse(null);
        if (store == null) {
            return;
        }
        try (StoreReader reader = store.reader()) {
            for (final EntityPath entity : store.entities()) {
                look(reader, entity, atAll);
            }
        }
    }

    private void look(final StoreReader reader, final EntityPath entity, final boolean atAll) {
        final Set<ChunkId> looked = new HashSet<>();
        for (final String component : components.computeIfAbsent(entity, path -> componentsOf(reader, path))) {
            for (final Source source : sources) {
                final NumberLedger ledger = source.ledger;
                final long from = atAll ? ledger.first() : ledger.wanted();
                for (final StoredChunkColumn stored :
                        reader.storedChunks(entity, component, NUMBERS, from, ledger.last())) {
                    // Components of one chunk share its rows
                    if (looked.add(stored.chunk())) {
                        see(stored);
                    }
                }
            }
        }
    }

    private static List<String> componentsOf(final StoreReader reader, final EntityPath entity) {
        return reader.columns(entity).stream()
                .map(StoreReader.ColumnInfo::component)
                .toList();
    }

    private void see(final StoredChunkColumn stored) {
        if (stored.rowCount() == 1) {
            // A large row, alone in its chunk: the index has its number
            see(stored.minTime());
            return;
        }
        final StoredColumn column = stored.column();
        if (column != null) {
            for (int row = 0; row < column.chunk().rowCount(); row++) {
                see(column.times().time(row));
            }
        }
    }

    private void see(final long number) {
        for (final Source source : sources) {
            if (source.ledger.holds(number)) {
                source.ledger.see(number);
            }
        }
    }

    /// Of all processes together.
    DemoCounts counts(final long nowNs) {
        return sum(nowNs - PATIENCE_NS);
    }

    private DemoCounts sum(final long promisedUntilNs) {
        DemoCounts sum = DemoCounts.NONE;
        for (final Source source : sources) {
            sum = sum.plus(source.ledger.counts(promisedUntilNs));
        }
        return sum;
    }

    /// Of one process: as many as were watched before it.
    DemoCounts counts(final int process, final long nowNs) {
        return sources.get(process).ledger.counts(nowNs - PATIENCE_NS);
    }
}
