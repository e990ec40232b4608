package dev.kymo.cli;

import dev.kymo.rrd.Durability;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `none`, `chunk`, or a time as `500ms`, `2s`, `1m`.
final class DurabilityText implements ITypeConverter<Durability> {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

    @Override
    public Durability convert(final String text) {
        final String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("none")) {
            return Durability.NONE;
        }
        if (lower.equals("chunk")) {
            return Durability.EVERY_CHUNK;
        }
        final Matcher time = TIME.matcher(lower);
        if (!time.matches()) {
            throw new TypeConversionException("expected none, chunk or a time as 500ms or 2s, found " + text);
        }
        final long number = Long.parseLong(time.group(1));
        return Durability.every(
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    default -> Duration.ofMinutes(number);
                });
    }
}
