package dev.kymo.viewer.ui.state;

import dev.kymo.store.model.EntityPath;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A change of what is shown.
///
/// @param name for lists of commands, in the imperative: "Hide /world/lidar"
/// @param change from the state before to the one after
public record Command(String name, UnaryOperator<ViewerState> change) {
    public static Command select(final @Nullable EntityPath entity) {
        return new Command(entity == null ? "Select nothing" : "Select " + entity, s -> s.withSelected(entity));
    }

    public static Command show(final EntityPath entity, final boolean visible) {
        return new Command((visible ? "Show " : "Hide ") + entity, s -> s.withVisible(entity, visible));
    }

    public static Command toggle(final ViewerState.Side side) {
        return new Command("Toggle panel", s -> s.withToggled(side));
    }

    public static Command time(final String name, final UnaryOperator<TimeState> change) {
        return new Command(name, s -> s.withTime(change.apply(s.time())));
    }

    public static Command slice(final String name, final Record slice) {
        return new Command(name, s -> s.withSlice(slice));
    }
}
