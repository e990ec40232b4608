package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which clears could touch the entities of a prepared query, and whether one hides an answer. Entities that have
/// no Clear on themselves or above cost one look into an array. The query's thread alone.
final class ClearsInForce {
    private static final Source[] NONE = {};
    private static final Map<String, Integer> CLEAR = Map.of(Clears.COMPONENT, 0);

    private final RecordingStore store;
    private final List<EntityPath> entities;
    private final String timeline;
    private final Map<EntityPath, Source> sources = new HashMap<>();
    private final List<Source> all = new ArrayList<>();
    /// Of each entity, itself first.
    private final Source[][] above;
    private final boolean[] isSelf;
    private int clearedCount;

    /// An entity that has had a Clear.
    private static final class Source {
        private final QueriedEntity entity;
        private final FoundRow latest = new FoundRow();
        private boolean isThere;
        private boolean isStatic;
        private boolean isSingleTrue;
        private long time;
        private long idTimeNs;
        private long idInc;

        private Source(final QueriedEntity entity) {
            this.entity = entity;
        }

        private void ask(final long at) {
            final QueriedColumn[] columns = entity.columns();
            isThere = false;
            if (columns.length == 0) {
                return;
            }
            final Cell fixed = columns[0].fixed();
            if (fixed != null) {
                isThere = true;
                isStatic = true;
                isSingleTrue = Clears.isSingleTrue(fixed.instances());
                idTimeNs = fixed.row().timeNs();
                idInc = fixed.row().inc();
                return;
            }
            columns[0].find(at, latest);
            final ChunkSpan span = latest.span();
            if (span != null) {
                final int row = latest.row();
                isThere = true;
                isStatic = false;
                isSingleTrue = isSingleTrue(span.values(), row);
                time = latest.time();
                idTimeNs = span.rows().idTimeNs(row);
                idInc = span.rows().idInc(row);
            }
        }

        private static boolean isSingleTrue(final ValueColumn values, final int row) {
            final ArrayData items = values.items();
            if (values.itemCount(row) != 1 || items.type().kind() != Datatype.Kind.BOOL) {
                return false;
            }
            final int item = values.firstItem(row);
            return !items.isNull(item) && items.bool(item);
        }

        /// Whether it is at or above a temporal row.
        private boolean hides(final ChunkSpan span, final int row, final long rowTime) {
            if (isStatic || time != rowTime) {
                return isStatic || time > rowTime;
            }
            return isAtLeast(span.rows().idTimeNs(row), span.rows().idInc(row));
        }

        private boolean hides(final Cell fixed) {
            return isStatic && isAtLeast(fixed.row().timeNs(), fixed.row().inc());
        }

        private boolean isAtLeast(final long otherTimeNs, final long otherInc) {
            final int byTime = Long.compareUnsigned(idTimeNs, otherTimeNs);
            return byTime != 0 ? byTime > 0 : Long.compareUnsigned(idInc, otherInc) >= 0;
        }
    }

    ClearsInForce(final RecordingStore store, final List<EntityPath> entities, final String timeline) {
        this.store = store;
        this.entities = entities;
        this.timeline = timeline;
        above = new Source[entities.size()][];
        isSelf = new boolean[entities.size()];
        java.util.Arrays.fill(above, NONE);
    }

    /// Takes in what has changed. To be called after data was found: what is found after a Clear was noted is then
    /// never shown without it.
    ///
    /// @return whether something had changed
    boolean update() {
        boolean isChanged = false;
        final int count = store.clearedCount();
        if (count != clearedCount) {
            clearedCount = count;
            for (int i = 0; i < above.length; i++) {
                relate(i);
            }
            isChanged = true;
        }
        for (int i = 0; i < all.size(); i++) {
            isChanged |= all.get(i).entity.update(store);
        }
        return isChanged;
    }

    /// Whether an entity has had a Clear, as of the last [#update].
    boolean hasAny() {
        return !all.isEmpty();
    }

    private void relate(final int entity) {
        final List<Source> its = new ArrayList<>();
        final EntityPath self = entities.get(entity);
        isSelf[entity] = store.hasClear(self);
        for (EntityPath path = self; path != null; path = path.parent()) {
            if (store.hasClear(path)) {
                its.add(source(path));
            }
        }
        above[entity] = its.toArray(NONE);
    }

    private Source source(final EntityPath path) {
        return sources.computeIfAbsent(path, added -> {
            final Source source = new Source(new QueriedEntity(added, 0, CLEAR, timeline));
            all.add(source);
            return source;
        });
    }

    /// Finds the latest clear of each entity that has any.
    ///
    /// @return whether there is one at all
    boolean ask(final long at) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).ask(at);
        }
        return !all.isEmpty();
    }

    /// Whether a row is hidden; after [#ask].
    boolean hides(final int entity, final @Nullable Cell fixed, final @Nullable ChunkSpan span, final int row) {
        final Source[] its = above[entity];
        if (its.length == 0) {
            return false;
        }
        final long time = span == null ? 0 : span.time(row);
        for (int i = 0; i < its.length; i++) {
            final Source source = its[i];
            if (source.isThere
                    && ((i == 0 && isSelf[entity]) || source.isSingleTrue)
                    && (fixed != null ? source.hides(fixed) : span != null && source.hides(span, row, time))) {
                return true;
            }
        }
        return false;
    }
}
