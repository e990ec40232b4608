package dev.kymo.cli;

import dev.kymo.viewer.vulkan.RenderTarget;
import picocli.CommandLine;

/// Picture and memory sizes on the command line.
final class Sizes {
    private Sizes() {}

    /// `WxH` in pixels.
    record Pixels(int width, int height) {
        private static final int MAX = RenderTarget.SIZE_MAX;

        static final class Converter implements CommandLine.ITypeConverter<Pixels> {
            @Override
            public Pixels convert(final String text) {
                final String[] parts = text.split("x", -1);
                try {
                    if (parts.length == 2) {
                        final Pixels size = new Pixels(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                        if (size.width > 0 && size.height > 0 && size.width <= MAX && size.height <= MAX) {
                            return size;
                        }
                    }
                } catch (final NumberFormatException e) {
                    // said below
                }
                throw new CommandLine.TypeConversionException(
                        text + ": expected WIDTHxHEIGHT in pixels up to " + MAX + ", such as 1920x1080");
            }
        }
    }

    /// Bytes: a number with `B`, `kB`, `MB`, `GB` (powers of 1000), `KiB`, `MiB`, `GiB` (of 1024); alone it is bytes.
    static final class BytesConverter implements CommandLine.ITypeConverter<Long> {
        private static final java.util.regex.Pattern SIZE =
                java.util.regex.Pattern.compile("(\\d{1,9}) *(|B|[kK]B|MB|GB|KiB|MiB|GiB|[kKMG])");

        @Override
        public Long convert(final String text) {
            final java.util.regex.Matcher parts = SIZE.matcher(text);
            if (!parts.matches()) {
                throw new CommandLine.TypeConversionException(
                        text + ": expected a number of bytes, such as 512MB or 2GiB");
            }
            final long unit = switch (parts.group(2)) {
                case "", "B" -> 1;
                case "kB", "KB", "k", "K" -> 1000L;
                case "MB", "M" -> 1_000_000L;
                case "GB", "G" -> 1_000_000_000L;
                case "KiB" -> 1L << 10;
                case "MiB" -> 1L << 20;
                default -> 1L << 30;
            };
            return Long.parseLong(parts.group(1)) * unit;
        }
    }
}
