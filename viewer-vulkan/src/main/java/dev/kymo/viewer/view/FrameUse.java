package dev.kymo.viewer.view;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which entities name frames, found at next to no cost where none does: an entity names some when its newest
/// Transform3D does. Whoever logs a whole Transform3D logs the names, too, mostly empty ones; so they are
/// looked for in the row that was found, and not asked for. One thread.
final class FrameUse {
    private static final int NONE = LatestAtResult.NO_ANSWER;
    /// Columns that nobody asks for may come without a word.
    private static final long LOOK_INTERVAL_NS = 1_000_000_000L;

    private final SceneRows rows;
    /// By their newest Transform3D.
    private final BitSet byRow = new BitSet();
    /// By columns that are there for nothing else.
    private final BitSet byColumn = new BitSet();

    private boolean hasFrames;
    private boolean hasPinholes;
    /// Of an entity, where names were looked for last, and whether there were any.
    private final @Nullable Chunk[] chunks;

    private final BitSet chunksWithNames = new BitSet();
    private long version = -1;
    private long lookedNs;

    FrameUse(final SceneRows rows) {
        this.rows = rows;
        chunks = new Chunk[rows.count()];
    }

    /// Looks at an entity's newest Transform3D, which is another one than before.
    ///
    /// @param newest an answer that is of its row; [LatestAtResult#NO_ANSWER] where that is to be found out
    void look(final StoreReader reader, final int entity, final int newest) {
        final int found = newest == NONE ? newestOf(entity) : newest;
        byRow.set(entity, found != NONE && names(reader, entity, found));
    }

    private int newestOf(final int entity) {
        final LatestAtResult answers = rows.answers();
        int newest = NONE;
        for (int component = 0; component < SceneComponents.FRAME; component++) {
            final int answer = answers.answer(entity, component);
            if (answer != NONE && answers.isFound(answer) && (newest == NONE || isAfter(answers, answer, newest))) {
                newest = answer;
            }
        }
        return newest;
    }

    /// What holds for good is before all that is said of a time.
    private static boolean isAfter(final LatestAtResult answers, final int answer, final int other) {
        if (answers.isStatic(answer) != answers.isStatic(other)) {
            return answers.isStatic(other);
        }
        if (answers.isStatic(answer)
                || (answers.time(answer) == answers.time(other)
                        && (answers.row(answer) != answers.row(other)
                                || !java.util.Objects.equals(answers.chunk(answer), answers.chunk(other))))) {
            return idOf(answers, answer).compareTo(idOf(answers, other)) > 0;
        }
        return answers.time(answer) > answers.time(other);
    }

    private static RowId idOf(final LatestAtResult answers, final int answer) {
        return new RowId(answers.rowIdTimeNs(answer), answers.rowIdInc(answer));
    }

    private boolean names(final StoreReader reader, final int entity, final int newest) {
        final LatestAtResult answers = rows.answers();
        final Chunk chunk = answers.chunk(newest);
        if (chunk == null) {
            final RowId row = idOf(answers, newest);
            return namesStatic(reader, entity, SceneComponents.CHILD_FRAME, row)
                    || namesStatic(reader, entity, SceneComponents.PARENT_FRAME, row);
        }
        if (!chunk.equals(chunks[entity])) {
            chunks[entity] = chunk;
            chunksWithNames.set(
                    entity,
                    hasItems(chunk, SceneComponents.CHILD_FRAME) || hasItems(chunk, SceneComponents.PARENT_FRAME));
        }
        return chunksWithNames.get(entity)
                && (FrameRows.name(chunk, answers.row(newest), SceneComponents.CHILD_FRAME) != null
                        || FrameRows.name(chunk, answers.row(newest), SceneComponents.PARENT_FRAME) != null);
    }

    private boolean namesStatic(final StoreReader reader, final int entity, final String component, final RowId ofRow) {
        final Cell cell = reader.latestStatic(rows.path(entity), component).orElse(null);
        return cell != null && cell.row().equals(ofRow) && FrameRows.name(cell.instances()) != null;
    }

    private static boolean hasItems(final Chunk chunk, final String component) {
        final ComponentColumn column = chunk.component(component).orElse(null);
        return column != null && column.lists().child(0).length() > 0;
    }

    /// Takes in which columns there are.
    ///
    /// @return whether any frame is named
    boolean update(final StoreReader reader, final boolean isFirst) {
        final long now = reader.store().version();
        final boolean isRenumbered = rows.answers().isRenumbered();
        if (isFirst || isRenumbered || (now != version && System.nanoTime() - lookedNs > LOOK_INTERVAL_NS)) {
            version = now;
            lookedNs = System.nanoTime();
            lookAtColumns(reader);
        }
        return hasFrames || hasPinholes || !byRow.isEmpty() || !byColumn.isEmpty();
    }

    private void lookAtColumns(final StoreReader reader) {
        final LatestAtResult answers = rows.answers();
        hasFrames = false;
        hasPinholes = false;
        byColumn.clear();
        for (int i = 0; i < rows.count(); i++) {
            hasFrames |= answers.answer(i, SceneComponents.FRAME) != NONE;
            hasPinholes |= answers.answer(i, SceneComponents.PINHOLE) != NONE
                    && (reader.hasColumn(rows.path(i), NamedFrames.PINHOLE_CHILD)
                            || reader.hasColumn(rows.path(i), NamedFrames.PINHOLE_PARENT));
            boolean isAsked = false;
            for (int component = 0; component < SceneComponents.FRAME; component++) {
                isAsked |= answers.answer(i, component) != NONE;
            }
            byColumn.set(
                    i,
                    !isAsked
                            && (reader.hasColumn(rows.path(i), SceneComponents.CHILD_FRAME)
                                    || reader.hasColumn(rows.path(i), SceneComponents.PARENT_FRAME)));
        }
    }

    /// Those that name frames, by number.
    List<Integer> naming() {
        final BitSet all = (BitSet) byRow.clone();
        all.or(byColumn);
        final List<Integer> numbers = new ArrayList<>(all.cardinality());
        all.stream().forEach(numbers::add);
        return numbers;
    }

    /// The frame that an entity's data are in; null for its own.
    ///
    /// @param answers to a query whose first components are [SceneComponents#TRANSFORM]
    static @Nullable String frameName(final LatestAtResult answers, final int entity) {
        final int answer = answers.answer(entity, SceneComponents.FRAME);
        return answer == NONE || !answers.isFound(answer) ? null : FrameRows.name(answers.instances(answer));
    }
}
