package dev.kymo.importer.mcap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message, or a part of one that has fields. A value is a `Long`, `Double`, `Boolean`, `String`, [Numbers],
/// `Struct`,
/// a `List` of these, or null where the field was left out.
///
/// The getters answer what is asked for or throw: what an encoding calls a number or a list differs, and a message may
/// have another type than its name says.
public final class Struct {
    private static final long NANOS = 1_000_000_000L;

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    void put(final String name, final @Nullable Object value) {
        fields.put(name, value);
    }

    /// In the order of the type.
    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    public boolean has(final String name) {
        return fields.get(name) != null;
    }

    public @Nullable Object get(final String name) {
        return fields.get(name);
    }

    /// The first of several names that is there: encodings and versions differ in them.
    private Object required(final String... names) {
        for (final String name : names) {
            final Object value = fields.get(name);
            if (value != null) {
                return value;
            }
        }
        throw new MalformedMcapException(
                "expected a field " + String.join(" or ", names) + ", found " + fields.keySet());
    }

    public double number(final String... names) {
        final Object value = required(names);
        return switch (value) {
            case final Long number -> (double) number;
            case final Double number -> number;
            case final Boolean truth -> truth ? 1 : 0;
            // How JSON writes what it has no number for
            case final String text when text.equals("NaN") -> Double.NaN;
            case final String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case final String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            default -> throw unexpected(names[0], "a number", value);
        };
    }

    /// [#number], or another where the field was left out.
    public double numberOr(final double otherwise, final String... names) {
        for (final String name : names) {
            if (has(name)) {
                return number(name);
            }
        }
        return otherwise;
    }

    /// A count, size or code.
    public int integer(final String... names) {
        final double value = number(names);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw unexpected(names[0], "a whole number up to " + Integer.MAX_VALUE, value);
        }
        return (int) value;
    }

    public String text(final String... names) {
        final Object value = required(names);
        if (value instanceof final String text) {
            return text;
        }
        throw unexpected(names[0], "text", value);
    }

    public Struct struct(final String... names) {
        final Object value = required(names);
        if (value instanceof final Struct struct) {
            return struct;
        }
        throw unexpected(names[0], "a message", value);
    }

    /// Messages in a list; none where the field was left out.
    public List<Struct> structs(final String name) {
        final Object value = fields.get(name);
        if (value == null || (value instanceof final Numbers none && none.count() == 0)) {
            return List.of();
        }
        if (value instanceof final List<?> list && list.stream().allMatch(Struct.class::isInstance)) {
            return list.stream().map(Struct.class::cast).toList();
        }
        throw unexpected(name, "a list of messages", value);
    }

    /// An array of numbers.
    public Numbers numbers(final String... names) {
        final Object value = required(names);
        if (value instanceof final Numbers numbers) {
            return numbers;
        }
        throw unexpected(names[0], "numbers", value);
    }

    /// Bytes: an array of them, or in JSON their base64.
    public Numbers bytes(final String name) {
        final Object value = required(name);
        if (value instanceof final Numbers numbers && numbers.type().byteWidth() == 1) {
            return numbers;
        }
        if (value instanceof final String base64) {
            try {
                return Numbers.ofBytes(java.lang.foreign.MemorySegment.ofArray(
                        java.util.Base64.getDecoder().decode(base64)));
            } catch (final IllegalArgumentException e) {
                throw new MalformedMcapException("field " + name + ": expected base64: " + e.getMessage(), e);
            }
        }
        throw unexpected(name, "bytes", value);
    }

    /// Whether it is a moment: seconds and nanoseconds and nothing else, whatever they are called.
    public boolean isTime() {
        return fields.size() == 2 && (has("sec") || has("seconds") || has("secs")) && nanosName() != null;
    }

    private @Nullable String nanosName() {
        for (final String name : new String[] {"nanosec", "nsec", "nanos", "nsecs"}) {
            if (has(name)) {
                return name;
            }
        }
        return null;
    }

    /// Nanoseconds of what [#isTime].
    public long nanos() {
        final String name = nanosName();
        final double seconds = number("sec", "seconds", "secs");
        if (name == null || Math.abs(seconds) > Long.MAX_VALUE / NANOS - 1) {
            throw new MalformedMcapException("a time of " + seconds + " s, which does not fit 64 bits of nanoseconds");
        }
        final long wholeSeconds = (long) seconds;
        return wholeSeconds * NANOS + (long) number(name);
    }

    private static MalformedMcapException unexpected(final String name, final String expected, final Object found) {
        final String text = found instanceof String || found instanceof Number ? String.valueOf(found) : kind(found);
        return new MalformedMcapException("field " + name + ": expected " + expected + ", found "
                + text.substring(0, Math.min(text.length(), 60)));
    }

    private static String kind(final Object value) {
        return switch (value) {
            case final Numbers numbers -> numbers.count() + " numbers of " + numbers.type();
            case final List<?> list -> "a list of " + list.size();
            case final Struct struct -> "a message of " + struct.fields.keySet();
            default -> value.getClass().getSimpleName();
        };
    }
}
