package dev.kymo.generator;

import java.util.List;
import java.util.Locale;

/// One name in the ways that Java writes it.
final class Names {
    private Names() {}

    /// `Position3D` and `half_sizes` as `POSITION_3D` and `HALF_SIZES`; `mat3x3` stays one word.
    static String constant(final String name) {
        final String words = Character.isLowerCase(name.charAt(0))
                ? name
                : name.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[a-z])(?=\\d[A-Za-z])|(?<=\\d)(?=[A-Z][a-z])", "_");
        return words.toUpperCase(Locale.ROOT);
    }

    /// `half_sizes` as `halfSizes`.
    static String camel(final String name) {
        final StringBuilder text = new StringBuilder();
        for (final String word : name.split("_")) {
            text.append(text.isEmpty() ? word : capital(word));
        }
        return text.toString();
    }

    static String capital(final String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    static String small(final String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /// `x`, `y`, `z` as `xyz`; `min`, `max` as `minMax`.
    static String joined(final List<String> parts) {
        final StringBuilder text = new StringBuilder(parts.getFirst());
        for (final String part : parts.subList(1, parts.size())) {
            text.append(part.length() == 1 ? part : capital(part));
        }
        return text.toString();
    }
}
