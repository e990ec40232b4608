package dev.kymo.viewer.view;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// The numbers behind an image that is shown in false colours: what a pixel really says.
///
/// @param unitsPerMetre of depths
record FlatNumbers(MemorySegment buffer, ImagePixels.Format format, Kind kind, double unitsPerMetre) {
    private static final double MILLIMETRES = 1000;

    /// What the numbers are.
    private enum Kind {
        DEPTH,
        CLASS,
        VALUE
    }

    /// @param meter as logged, NaN when it was not: integers are millimetres then, floats metres
    /// @param arena that the numbers are copied into
    static FlatNumbers depth(
            final MemorySegment buffer, final ImagePixels.Format format, final float meter, final Arena arena) {
        final double otherwise = format.channelBytes() == Float.BYTES ? 1 : MILLIMETRES;
        return new FlatNumbers(copy(buffer, format, arena), format, Kind.DEPTH, meter > 0 ? meter : otherwise);
    }

    static FlatNumbers classes(final MemorySegment buffer, final ImagePixels.Format format, final Arena arena) {
        return new FlatNumbers(copy(buffer, format, arena), format, Kind.CLASS, 1);
    }

    static FlatNumbers values(final MemorySegment buffer, final ImagePixels.Format format, final Arena arena) {
        return new FlatNumbers(copy(buffer, format, arena), format, Kind.VALUE, 1);
    }

    private static MemorySegment copy(final MemorySegment buffer, final ImagePixels.Format format, final Arena arena) {
        final long bytes = (long) format.width() * format.height() * format.channelBytes();
        final MemorySegment kept = arena.allocate(bytes, Long.BYTES);
        MemorySegment.copy(buffer, 0, kept, 0, bytes);
        return kept;
    }

    String at(final int x, final int y) {
        final double number = format.number(buffer, (long) y * format.width() + x);
        return switch (kind) {
            case CLASS -> "class " + (long) number;
            case VALUE -> "value " + (long) number;
            case DEPTH ->
                number > 0 && Double.isFinite(number)
                        ? String.format(Locale.ROOT, "depth %.3f m", number / unitsPerMetre)
                        : "no depth";
        };
    }
}
