package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.view.LogLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which lines of a log are shown.
///
/// @param text that the body, entity or level must have in it, whatever the case; empty for all
/// @param hidden levels that are left out
record LogFilter(String text, Set<String> hidden) {
    static final LogFilter ALL = new LogFilter("", Set.of());

    private static final List<String> LEVELS = List.of("CRITICAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    LogFilter {
        hidden = Set.copyOf(hidden);
    }

    LogFilter text(final String wanted) {
        return new LogFilter(wanted, hidden);
    }

    LogFilter toggled(final String level) {
        final Set<String> changed = new HashSet<>(hidden);
        if (!changed.remove(level)) {
            changed.add(level);
        }
        return new LogFilter(text, changed);
    }

    /// The lines that pass, in their order; the same list when all do.
    List<LogLine> apply(final List<LogLine> lines) {
        if (text.isBlank() && hidden.isEmpty()) {
            return lines;
        }
        final String wanted = text.strip().toLowerCase(Locale.ROOT);
        final List<LogLine> passed = new ArrayList<>();
        for (final LogLine line : lines) {
            if (!hidden.contains(line.level()) && (wanted.isEmpty() || has(line, wanted))) {
                passed.add(line);
            }
        }
        return passed;
    }

    private static boolean has(final LogLine line, final String wanted) {
        return line.text().toLowerCase(Locale.ROOT).contains(wanted)
                || line.entity().toString().toLowerCase(Locale.ROOT).contains(wanted)
                || line.level().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /// The levels that lines have, the gravest first, unknown ones at the end.
    static List<String> levels(final List<LogLine> lines) {
        final Set<String> found = new java.util.TreeSet<>();
        lines.forEach(line -> found.add(line.level()));
        found.remove("");
        final List<String> sorted = new ArrayList<>();
        for (final String level : LEVELS) {
            if (found.remove(level)) {
                sorted.add(level);
            }
        }
        sorted.addAll(found);
        return sorted;
    }

    /// How many lines are at or before a time.
    static int countUntil(final List<LogLine> lines, final long time) {
        int low = 0;
        int high = lines.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (lines.get(middle).time() <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// `0xRRGGBBAA` of a level's name.
    static int colour(final String level) {
        return switch (level) {
            case "CRITICAL" -> 0xFFFFFFFF;
            case "ERROR" -> 0xFF6B6BFF;
            case "WARN" -> 0xFF9A3CFF;
            case "INFO" -> 0x00DA7EFF;
            case "DEBUG" -> 0xADBBFFFF;
            default -> 0xBFBFBFFF;
        };
    }
}
