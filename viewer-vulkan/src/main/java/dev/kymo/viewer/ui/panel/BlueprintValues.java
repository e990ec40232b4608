package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.panel.DocumentPanel.TextLook;
import dev.kymo.viewer.ui.panel.PlotWindow.Plots;
import dev.kymo.viewer.ui.panel.PlotWindow.Single;
import dev.kymo.viewer.ui.panel.PlotWindow.Values;
import dev.kymo.viewer.ui.state.Blueprint.Property;
import dev.kymo.viewer.ui.state.ViewerState;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What of a window is in its blueprint, as texts: where views are and which are open, which sides are folded, which
/// entities and series are hidden, and how views show what they show. Not what one looks at: the time, the selection,
/// an eye, a part of an image or of time that was zoomed to. Undo leaves these as they are.
final class BlueprintValues {
    private static final Property LAYOUT = property("layout", "viewport");
    private static final Property FOLDED = property("folded", "viewport");
    private static final Property HIDDEN = property("hidden", "entities");
    private static final Property LOG_TEXT = property("text", "views", "log");
    private static final Property LOG_HIDDEN = property("hidden_levels", "views", "log");
    private static final Property DOCUMENT = property("look", "views", "document");
    private static final String PLOTS = "plots";
    private static final String SERIES = "hidden_series";
    private static final String RANGE = "values";
    private static final String WRAP = "wrap";
    private static final String MONO = "mono";

    private BlueprintValues() {}

    private static Property property(final String component, final String... entity) {
        return new Property(EntityPath.of(entity), component);
    }

    static Map<Property, List<String>> of(final ViewerState state, final KeptLayout layout) {
        final Map<Property, List<String>> values = new HashMap<>();
        values.put(LAYOUT, List.of(layout.text()));
        values.put(FOLDED, sorted(state.closed().stream().map(Enum::name).toList()));
        values.put(
                HIDDEN, sorted(state.hidden().stream().map(EntityPath::toString).toList()));
        final LogFilter log = state.slice(LogFilter.class, LogFilter.ALL);
        values.put(LOG_TEXT, List.of(log.text()));
        values.put(LOG_HIDDEN, sorted(log.hidden()));
        final TextLook look = state.slice(TextLook.class, TextLook.INITIAL);
        values.put(DOCUMENT, List.of(look.wrap() ? WRAP : "", look.mono() ? MONO : ""));
        state.slice(Plots.class, Plots.INITIAL).byId().forEach((view, plot) -> {
            final EntityPath entity = EntityPath.of("views", PLOTS, view);
            final Values range = plot.values();
            values.put(new Property(entity, SERIES), sorted(plot.hidden()));
            values.put(
                    new Property(entity, RANGE),
                    range == null ? List.of() : List.of(Double.toString(range.low()), Double.toString(range.high())));
        });
        return values;
    }

    private static List<String> sorted(final Collection<String> names) {
        return names.stream().sorted().toList();
    }

    /// The state with what these say; where they say nothing, as it was at first.
    static ViewerState applied(final ViewerState state, final Map<Property, List<String>> values) {
        ViewerState changed = state.withHidden(hidden(said(values, HIDDEN)), folded(said(values, FOLDED)));
        final List<String> text = said(values, LOG_TEXT);
        changed = changed.withSlice(
                new LogFilter(text.isEmpty() ? "" : text.getFirst(), Set.copyOf(said(values, LOG_HIDDEN))));
        final List<String> look = values.get(DOCUMENT);
        changed = changed.withSlice(
                look == null ? TextLook.INITIAL : new TextLook(look.contains(WRAP), look.contains(MONO)));
        return changed.withSlice(new Plots(plots(values)));
    }

    private static List<String> said(final Map<Property, List<String>> values, final Property property) {
        return values.getOrDefault(property, List.of());
    }

    private static Set<EntityPath> hidden(final List<String> paths) {
        final Set<EntityPath> entities = new HashSet<>();
        paths.forEach(path -> entities.add(EntityPath.parse(path)));
        return entities;
    }

    private static Set<ViewerState.Side> folded(final List<String> names) {
        final Set<ViewerState.Side> sides = EnumSet.noneOf(ViewerState.Side.class);
        names.forEach(name -> sides.add(ViewerState.Side.valueOf(name)));
        return sides;
    }

    private static Map<String, Single> plots(final Map<Property, List<String>> values) {
        final Map<String, Single> plots = new TreeMap<>();
        values.forEach((property, value) -> {
            final List<String> parts = property.entity().parts();
            if (parts.size() == 3 && parts.get(1).equals(PLOTS)) {
                plots.merge(
                        parts.get(2),
                        property.component().equals(SERIES)
                                ? new Single(null, Set.copyOf(value))
                                : new Single(range(value), Set.of()),
                        BlueprintValues::together);
            }
        });
        return plots;
    }

    private static Single together(final Single one, final Single other) {
        return new Single(
                one.values() == null ? other.values() : one.values(),
                one.hidden().isEmpty() ? other.hidden() : one.hidden());
    }

    private static @Nullable Values range(final List<String> value) {
        return value.size() == 2
                ? new Values(Double.parseDouble(value.getFirst()), Double.parseDouble(value.getLast()))
                : null;
    }

    /// All but where views are.
    static Map<Property, List<String>> withoutLayout(final Map<Property, List<String>> values) {
        final Map<Property, List<String>> others = new HashMap<>(values);
        others.remove(LAYOUT);
        return others;
    }

    static Optional<KeptLayout> layout(final Map<Property, List<String>> values) {
        final List<String> text = said(values, LAYOUT);
        return text.isEmpty() ? Optional.empty() : KeptLayout.parse(text.getFirst());
    }
}
