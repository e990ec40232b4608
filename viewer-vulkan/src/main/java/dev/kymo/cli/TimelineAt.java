package dev.kymo.cli;

import picocli.CommandLine;

/// `TIMELINE=VALUE` on the command line, such as `frame=42` or `t=1.5s`.
record TimelineAt(String timeline, long time) {
    static final class Converter implements CommandLine.ITypeConverter<TimelineAt> {
        @Override
        public TimelineAt convert(final String text) {
            final int at = text.lastIndexOf('=');
            if (at <= 0) {
                throw new CommandLine.TypeConversionException(
                        text + ": expected TIMELINE=VALUE, such as frame=42 or t=1.5s");
            }
            try {
                return new TimelineAt(text.substring(0, at), TimeText.parse(text.substring(at + 1)));
            } catch (final CommandException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
