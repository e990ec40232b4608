package dev.kymo.cli;

import dev.kymo.viewer.vulkan.RenderTarget;
import picocli.CommandLine;

/// Picture sizes on the command line.
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
}
