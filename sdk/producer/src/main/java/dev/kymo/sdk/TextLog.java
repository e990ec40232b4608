package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A line of a log.
public final class TextLog implements Archetype {
    public static final ArchetypeField TEXT = ArchetypeField.rerun("TextLog", "text", Components.TEXT);
    public static final ArchetypeField LEVEL = ArchetypeField.rerun("TextLog", "level", Components.TEXT_LOG_LEVEL);
    public static final ArchetypeField COLOR = ArchetypeField.rerun("TextLog", "color", Components.COLOR);

    private static final Fields NONE = Fields.none(TEXT, LEVEL, COLOR);

    private final Fields fields;

    private TextLog(final Fields fields) {
        this.fields = fields;
    }

    public static TextLog of(final String text) {
        return update().text(text);
    }

    /// @param level see [TextLogLevel]
    public static TextLog of(final String level, final String text) {
        return update().text(text).level(level);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static TextLog update() {
        return new TextLog(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static TextLog clearFields() {
        return new TextLog(NONE.allCleared());
    }

    /// Text, in UTF-8 where it is kept.
    public TextLog text(final String text) {
        return new TextLog(fields.with(TEXT, Instances.text(text)));
    }

    /// Severity, see [TextLogLevel].
    public TextLog level(final String level) {
        return new TextLog(fields.with(LEVEL, Instances.text(level)));
    }

    /// `0xRRGGBBAA` ([Color]).
    public TextLog color(final int color) {
        return new TextLog(fields.with(COLOR, Instances.ints(COLOR, color)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
