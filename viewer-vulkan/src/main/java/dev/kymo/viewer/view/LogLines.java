package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The text log of a recording: the lines of all asked entities by time. Lines of sealed chunks are read once.
///
/// For one thread at a time.
public final class LogLines {
    private static final String TEXT = "TextLog:text";
    private static final String LEVEL = "TextLog:level";
    private static final String COLOR = "TextLog:color";

    private final Map<ChunkId, List<LogLine>> sealed = new HashMap<>();
    private String timeline = "";
    private List<LogLine> all = List.of();
    private List<Object> seen = List.of();

    /// All lines by time, as of now. The list is the same object as long as nothing came.
    public List<LogLine> lines(
            final StoreReader reader, final Collection<EntityPath> entities, final String wantedTimeline) {
        if (!wantedTimeline.equals(timeline)) {
            sealed.clear();
            timeline = wantedTimeline;
        }
        final List<StoredChunkColumn> columns = new ArrayList<>();
        final List<Object> now = new ArrayList<>();
        for (final EntityPath entity : entities) {
            for (final StoredChunkColumn stored :
                    reader.storedChunks(entity, TEXT, timeline, Long.MIN_VALUE, Long.MAX_VALUE)) {
                columns.add(stored);
                now.add(stored.chunk());
                now.add(stored.rowCount());
            }
        }
        now.add(timeline);
        if (!now.equals(seen)) {
            seen = now;
            all = merge(columns);
        }
        return all;
    }

    private List<LogLine> merge(final List<StoredChunkColumn> columns) {
        final List<LogLine> merged = new ArrayList<>();
        for (final StoredChunkColumn stored : columns) {
            merged.addAll(stored.isSealed() ? sealed.computeIfAbsent(stored.chunk(), _ -> read(stored)) : read(stored));
        }
        Collections.sort(merged);
        return Collections.unmodifiableList(merged);
    }

    private static List<LogLine> read(final StoredChunkColumn chunk) {
        final StoredColumn stored = chunk.column();
        final List<LogLine> lines = new ArrayList<>();
        for (int row = 0; stored != null && row < stored.chunk().rowCount(); row++) {
            final Optional<String> text = text(stored, TEXT, row);
            if (text.isPresent()) {
                lines.add(new LogLine(
                        stored.times().time(row),
                        stored.chunk().rowId(row),
                        stored.chunk().entity(),
                        text(stored, LEVEL, row).orElse(""),
                        text.get(),
                        colour(stored, row)));
            }
        }
        return lines;
    }

    private static Optional<String> text(final StoredColumn stored, final String component, final int row) {
        return first(stored, component, row, Datatype.UTF8).map(values -> values.string(0));
    }

    private static int colour(final StoredColumn stored, final int row) {
        return first(stored, COLOR, row, Datatype.UINT32)
                .map(values -> values.getInt(0))
                .orElse(0);
    }

    private static Optional<ArrayData> first(
            final StoredColumn stored, final String component, final int row, final Datatype type) {
        return stored.chunk()
                .component(component)
                .filter(column -> column.has(row))
                .map(column -> column.instances(row))
                .filter(values -> values.type().equals(type) && values.length() > 0 && !values.isNull(0));
    }
}
