package dev.kymo.cli;

import dev.kymo.viewer.ui.state.CloudSpan;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How far back clouds are shown: a length of time as in [DurationText], or a number of steps of a sequence.
final class SpanText implements ITypeConverter<CloudSpan> {
    private static final int DIGITS_MAX = 18;

    @Override
    public CloudSpan convert(final String text) {
        final String form = text.strip();
        if (form.matches("[1-9][0-9]*") && form.length() <= DIGITS_MAX) {
            return new CloudSpan(0, Long.parseLong(form));
        }
        try {
            final Duration time = new DurationText().convert(text);
            return new CloudSpan(time.toNanos(), 0);
        } catch (final ArithmeticException | TypeConversionException e) {
            throw new TypeConversionException(
                    "expected a length of time as 500ms, 10s or 2m, or a number of steps as 20, found " + text);
        }
    }
}
