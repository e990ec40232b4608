package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import org.jspecify.annotations.Nullable;

/// What hides what: a Clear on an entity hides the entity's older data, a recursive one also that of all below
/// it.
public final class Clears {
    /// The component that clears are logged as.
    public static final String COMPONENT = "Clear:is_recursive";

    private Clears() {}

    /// The greatest clear in force for `entity`: of each of the entity and its ancestors only the latest clear
    /// counts; on the entity itself whatever its value, on an ancestor only a single `true`. Null when nothing
    /// is cleared.
    ///
    /// @param latest runs latest-at (or static) for the clear component of one entity
    static @Nullable Cell inForce(
            final EntityPath entity, final java.util.function.Function<EntityPath, @Nullable Cell> latest) {
        Cell greatest = latest.apply(entity);
        for (EntityPath above = entity.parent(); above != null; above = above.parent()) {
            final Cell clear = latest.apply(above);
            if (clear != null
                    && isSingleTrue(clear.instances())
                    && (greatest == null || clear.compareIndex(greatest) > 0)) {
                greatest = clear;
            }
        }
        return greatest;
    }

    static boolean isSingleTrue(final ArrayData values) {
        return values.length() == 1
                && values.type().kind() == Datatype.Kind.BOOL
                && !values.isNull(0)
                && values.bool(0);
    }
}
