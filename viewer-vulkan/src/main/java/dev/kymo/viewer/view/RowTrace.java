package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was asked of a store to make a scene, and which rows answered: the scene of another moment, or of the same
/// store when it has grown, is the same one when the same rows answer. To ask again costs a small part of what
/// making a scene does. One thread.
final class RowTrace {
    /// @param atCursor whether it was asked for the cursor's time, and not for one that a row says
    private record Asked(
            EntityPath entity,
            String component,
            long time,
            boolean atCursor,
            @Nullable RowId row) {}

    private final TimeCursor cursor;
    private final List<EntityPath> shown;
    private final List<Asked> all = new ArrayList<>();

    /// @param shown the visible entities
    RowTrace(final TimeCursor cursor, final List<EntityPath> shown) {
        this.cursor = cursor;
        this.shown = List.copyOf(shown);
    }

    void add(final EntityPath entity, final String component, final long time, final Optional<Cell> answer) {
        // A row's own time may be the cursor's by chance: then a scene is made anew that need not have been
        all.add(new Asked(
                entity,
                component,
                time,
                time == cursor.time(),
                answer.map(Cell::row).orElse(null)));
    }

    /// Whether the store, which may have grown, gives the same answers at `now`.
    boolean isSame(final StoreReader reader, final TimeCursor now, final List<EntityPath> shownNow) {
        if (!now.timeline().equals(cursor.timeline()) || !shownNow.equals(shown)) {
            return false;
        }
        for (final Asked each : all) {
            final RowId row = reader.latestAt(
                            each.entity, each.component, now.timeline(), each.atCursor ? now.time() : each.time)
                    .map(Cell::row)
                    .orElse(null);
            if (!java.util.Objects.equals(row, each.row)) {
                return false;
            }
        }
        return true;
    }
}
