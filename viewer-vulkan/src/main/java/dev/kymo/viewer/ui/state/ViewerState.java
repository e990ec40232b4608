package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.EntityPath;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that the viewer's picture depends on besides the recording. Immutable; changed by [Session#apply].
///
/// @param selected the selected entity, or null
/// @param hidden entities that are not shown, and with them all below them
/// @param closed sides of the window that are folded away
/// @param slices what single panels keep, by the type of it
public record ViewerState(
        TimeState time,
        @Nullable EntityPath selected,
        Set<EntityPath> hidden,
        Set<Side> closed,
        Map<Class<? extends Record>, Record> slices) {
    public static final ViewerState INITIAL = new ViewerState(TimeState.NONE, null, Set.of(), Set.of(), Map.of());

    /// Sides that can be folded away.
    public enum Side {
        LEFT,
        RIGHT,
        TIME
    }

    public ViewerState {
        hidden = Set.copyOf(hidden);
        closed = Set.copyOf(closed);
        slices = Map.copyOf(slices);
    }

    public ViewerState withTime(final TimeState newTime) {
        return new ViewerState(newTime, selected, hidden, closed, slices);
    }

    public ViewerState withSelected(final @Nullable EntityPath entity) {
        return new ViewerState(time, entity, hidden, closed, slices);
    }

    /// Whether an entity is shown: neither it nor one above it is hidden.
    public boolean isVisible(final EntityPath entity) {
        if (hidden.isEmpty()) {
            return true;
        }
        for (EntityPath path = entity; path != null; path = path.parent()) {
            if (hidden.contains(path)) {
                return false;
            }
        }
        return true;
    }

    public ViewerState withVisible(final EntityPath entity, final boolean visible) {
        final Set<EntityPath> changed = new HashSet<>(hidden);
        if (visible) {
            changed.remove(entity);
        } else {
            changed.add(entity);
        }
        return new ViewerState(time, selected, changed, closed, slices);
    }

    /// With other entities hidden and other sides folded away.
    public ViewerState withHidden(final Set<EntityPath> entities, final Set<Side> sides) {
        return new ViewerState(time, selected, entities, sides, slices);
    }

    public boolean isOpen(final Side side) {
        return !closed.contains(side);
    }

    public ViewerState withToggled(final Side side) {
        final Set<Side> changed = EnumSet.noneOf(Side.class);
        changed.addAll(closed);
        if (!changed.remove(side)) {
            changed.add(side);
        }
        return new ViewerState(time, selected, hidden, changed, slices);
    }

    /// What a panel keeps here, or `otherwise` before it has kept anything.
    public <T extends Record> T slice(final Class<T> type, final T otherwise) {
        final Record found = slices.get(type);
        return found == null ? otherwise : type.cast(found);
    }

    public ViewerState withSlice(final Record slice) {
        final Map<Class<? extends Record>, Record> changed = new HashMap<>(slices);
        changed.put(slice.getClass(), slice);
        return new ViewerState(time, selected, hidden, closed, changed);
    }
}
