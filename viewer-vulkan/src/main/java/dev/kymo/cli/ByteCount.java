package dev.kymo.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/// Sizes on the command line: `100MB`, `1.5GiB`, `4096`.
final class ByteCount implements CommandLine.ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)\\s*([a-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("kb", 1_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L),
            Map.entry("kib", 1L << 10),
            Map.entry("mib", 1L << 20),
            Map.entry("gib", 1L << 30),
            Map.entry("tib", 1L << 40));

    @Override
    public Long convert(final String text) {
        final Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        final Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit != null) {
            final double bytes = Double.parseDouble(matcher.group(1)) * unit;
            if (bytes >= 1 && bytes < Long.MAX_VALUE) {
                return (long) bytes;
            }
        }
        throw new CommandLine.TypeConversionException(text + ": expected a size above 0, such as 100MB or 64MiB");
    }
}
