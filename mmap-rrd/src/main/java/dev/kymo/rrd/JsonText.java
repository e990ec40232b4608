package dev.kymo.rrd;

import java.util.Locale;

/// JSON, appended piece by piece; commas come by themselves.
final class JsonText {
    private final StringBuilder text = new StringBuilder();
    private boolean needsComma;

    JsonText beginObject() {
        return open('{');
    }

    JsonText endObject() {
        return close('}');
    }

    JsonText beginArray() {
        return open('[');
    }

    JsonText endArray() {
        return close(']');
    }

    private JsonText open(final char bracket) {
        separate();
        text.append(bracket);
        needsComma = false;
        return this;
    }

    private JsonText close(final char bracket) {
        text.append(bracket);
        needsComma = true;
        return this;
    }

    private void separate() {
        if (needsComma) {
            text.append(',');
        }
        needsComma = true;
    }

    JsonText name(final String name) {
        separate();
        quote(name);
        text.append(':');
        needsComma = false;
        return this;
    }

    JsonText field(final String name, final String value) {
        return name(name).value(value);
    }

    JsonText field(final String name, final long value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    JsonText field(final String name, final boolean value) {
        name(name).separate();
        text.append(value);
        return this;
    }

    /// @param value to three decimals
    JsonText field(final String name, final double value) {
        name(name).separate();
        text.append(String.format(Locale.ROOT, "%.3f", value));
        return this;
    }

    JsonText value(final String value) {
        separate();
        quote(value);
        return this;
    }

    private void quote(final String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /// A lone surrogate can't be written as UTF-8.
    private static boolean isPaired(final String value, final int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
