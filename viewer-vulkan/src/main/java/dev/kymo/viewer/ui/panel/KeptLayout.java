package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.OpenViews.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a user has put an application's views, and which of them are open: what comes back with its next
/// recording. As text, one thing per line:
///
/// ```
/// kymo layout 1
/// open 3D
/// closed TEXT_LOG /
/// float 0.100 0.200 0.300 0.400 TEXT_DOCUMENT /notes
/// split across 0.640
/// tabs 0
/// view 3D
/// end
/// tabs 1
/// …
/// ```
///
/// @param open ids of views
/// @param closed likewise
/// @param floating where those are that are in no dock, by their ids
/// @param tree null when no view is docked
record KeptLayout(
        Set<String> open,
        Set<String> closed,
        Map<String, Box> floating,
        @Nullable Part tree) {
    private static final String HEAD = "kymo layout 1";
    private static final int LINES_MAX = 4096;
    private static final int DEPTH_MAX = 32;
    private static final float SHARE_MIN = 0.02f;
    private static final int BOX_WORDS = 5;

    /// Where a window is, in shares of the area.
    record Box(float left, float top, float width, float height) {
        private static final float LEAST = 0.05f;

        Box {
            // Whatever a file says, there is a window to take hold of
            left = within(left, 0, 1 - LEAST);
            top = within(top, 0, 1 - LEAST);
            width = within(width, LEAST, 1);
            height = within(height, LEAST, 1);
        }

        private static float within(final float value, final float low, final float high) {
            return Float.isNaN(value) ? low : Math.clamp(value, low, high);
        }

        private static Box parse(final String[] numbers) {
            return new Box(
                    Float.parseFloat(numbers[0]),
                    Float.parseFloat(numbers[1]),
                    Float.parseFloat(numbers[2]),
                    Float.parseFloat(numbers[3]));
        }
    }

    /// A part of the area.
    sealed interface Part {}

    /// Views that share a place.
    ///
    /// @param front index of the one that is seen
    record Tabs(List<String> ids, int front) implements Part {}

    /// @param share of the first, 0 to 1
    record Split(boolean sideBySide, float share, Part first, Part second) implements Part {}

    KeptLayout {
        // in order, so that the same layout gives the same text
        open = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(open));
        closed = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(closed));
        floating = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(floating));
    }

    KeptLayout(final Set<String> open, final Set<String> closed, final @Nullable Part tree) {
        this(open, closed, Map.of(), tree);
    }

    String text() {
        final StringBuilder text = new StringBuilder(HEAD).append('\n');
        open.forEach(id -> line(text, "open", id));
        closed.forEach(id -> line(text, "closed", id));
        floating.forEach((id, box) -> line(
                text,
                "float",
                String.format(
                        java.util.Locale.ROOT,
                        "%.3f %.3f %.3f %.3f %s",
                        box.left,
                        box.top,
                        box.width,
                        box.height,
                        id)));
        if (tree != null) {
            write(text, tree);
        }
        return text.toString();
    }

    private static void write(final StringBuilder text, final Part part) {
        switch (part) {
            case Tabs tabs -> {
                line(text, "tabs", Integer.toString(tabs.front));
                tabs.ids.forEach(id -> line(text, "view", id));
                text.append("end\n");
            }
            case Split split -> {
                line(
                        text,
                        "split",
                        (split.sideBySide ? "across " : "down ")
                                + String.format(java.util.Locale.ROOT, "%.3f", split.share));
                write(text, split.first);
                write(text, split.second);
            }
        }
    }

    private static void line(final StringBuilder text, final String key, final String value) {
        final String escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        text.append(key).append(' ').append(escaped).append('\n');
    }

    /// What [#text] has written; empty when it is anything else.
    static Optional<KeptLayout> parse(final String text) {
        final Iterator<String> lines = text.lines().limit(LINES_MAX).iterator();
        if (!lines.hasNext() || !lines.next().equals(HEAD)) {
            return Optional.empty();
        }
        final Set<String> open = new LinkedHashSet<>();
        final Set<String> closed = new LinkedHashSet<>();
        final Map<String, Box> floating = new LinkedHashMap<>();
        try {
            while (lines.hasNext()) {
                final String line = lines.next();
                if (line.startsWith("open ")) {
                    open.add(unescaped(line.substring("open ".length())));
                } else if (line.startsWith("closed ")) {
                    closed.add(unescaped(line.substring("closed ".length())));
                } else if (line.startsWith("float ")) {
                    final String[] words = line.substring("float ".length()).split(" ", BOX_WORDS);
                    if (words.length < BOX_WORDS) {
                        throw new IllegalArgumentException(line);
                    }
                    floating.put(unescaped(words[BOX_WORDS - 1]), Box.parse(words));
                } else {
                    return Optional.of(new KeptLayout(open, closed, floating, part(line, lines, 0)));
                }
            }
        } catch (final IllegalArgumentException somebodyElseWroteThere) {
            return Optional.empty();
        }
        return Optional.of(new KeptLayout(open, closed, floating, null));
    }

    private static Part part(final String line, final Iterator<String> rest, final int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("nested too deeply");
        }
        if (line.startsWith("tabs ")) {
            final int front = Integer.parseInt(line.substring("tabs ".length()));
            final List<String> ids = new ArrayList<>();
            for (String view = next(rest); !view.equals("end"); view = next(rest)) {
                if (!view.startsWith("view ")) {
                    throw new IllegalArgumentException(view);
                }
                ids.add(unescaped(view.substring("view ".length())));
            }
            return new Tabs(List.copyOf(ids), Math.clamp(front, 0, Math.max(0, ids.size() - 1)));
        }
        final boolean sideBySide = line.startsWith("split across ");
        if (!sideBySide && !line.startsWith("split down ")) {
            throw new IllegalArgumentException(line);
        }
        final float share = Float.parseFloat(line.substring(line.lastIndexOf(' ') + 1));
        if (Float.isNaN(share)) {
            throw new IllegalArgumentException(line);
        }
        final Part first = part(next(rest), rest, depth + 1);
        final Part second = part(next(rest), rest, depth + 1);
        return new Split(sideBySide, Math.clamp(share, SHARE_MIN, 1 - SHARE_MIN), first, second);
    }

    private static String next(final Iterator<String> lines) {
        if (!lines.hasNext()) {
            throw new IllegalArgumentException("ends early");
        }
        return lines.next();
    }

    private static String unescaped(final String value) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                i++;
                text.append(
                        switch (value.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> value.charAt(i);
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /// The same places for those of these views that are known here; others join the first of their kind.
    ///
    /// @return null when none of them is known here
    @Nullable
    ViewLayout of(final List<View> views) {
        final Part known = tree;
        if (known == null) {
            return null;
        }
        final Set<String> left = new HashSet<>();
        views.stream().filter(view -> !floating.containsKey(view.id())).forEach(view -> left.add(view.id()));
        final ViewLayout layout = of(known, views, left);
        if (layout == null) {
            return null;
        }
        ViewLayout all = layout;
        for (final View view : views) {
            if (left.contains(view.id())) {
                all = joined(all, view, holdsKind(all, view));
            }
        }
        return all;
    }

    private static @Nullable ViewLayout of(final Part part, final List<View> views, final Set<String> left) {
        return switch (part) {
            case Tabs tabs -> {
                final List<View> here = new ArrayList<>();
                int front = 0;
                for (int i = 0; i < tabs.ids.size(); i++) {
                    final String id = tabs.ids.get(i);
                    final Optional<View> view =
                            views.stream().filter(each -> each.id().equals(id)).findFirst();
                    if (view.isPresent() && left.remove(id)) {
                        front = i == tabs.front ? here.size() : front;
                        here.add(view.get());
                    }
                }
                yield here.isEmpty() ? null : new ViewLayout.Tabs(here, front);
            }
            case Split split -> {
                final ViewLayout first = of(split.first, views, left);
                final ViewLayout second = of(split.second, views, left);
                if (first == null || second == null) {
                    yield first == null ? second : first;
                }
                yield new ViewLayout.Split(split.sideBySide, split.share, first, second);
            }
        };
    }

    private static boolean holdsKind(final ViewLayout layout, final View view) {
        return switch (layout) {
            case ViewLayout.Tabs tabs ->
                tabs.views().stream()
                        .anyMatch(each ->
                                each.proposal().kind() == view.proposal().kind());
            case ViewLayout.Split split -> holdsKind(split.first(), view) || holdsKind(split.second(), view);
        };
    }

    /// With another view in the first tabs, or the first of its kind.
    private static ViewLayout joined(final ViewLayout layout, final View view, final boolean byKind) {
        return switch (layout) {
            case ViewLayout.Tabs tabs -> {
                final List<View> more = new ArrayList<>(tabs.views());
                more.add(view);
                yield new ViewLayout.Tabs(more, tabs.front());
            }
            case ViewLayout.Split split -> {
                final boolean intoFirst = !byKind || holdsKind(split.first(), view);
                yield new ViewLayout.Split(
                        split.sideBySide(),
                        split.share(),
                        intoFirst ? joined(split.first(), view, byKind) : split.first(),
                        intoFirst ? split.second() : joined(split.second(), view, byKind));
            }
        };
    }
}
