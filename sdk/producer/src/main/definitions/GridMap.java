package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class GridMap {
    /// Cells of 8 bits: `cells` has `width*height` bytes, borrowed.
    ///
    /// @param cellSize edge of a cell, in scene units
    /// @throws IllegalArgumentException when `cells` has more or fewer
    public static GridMap u8(final byte[] cells, final int width, final int height, final float cellSize) {
        final ImageFormat format = ImageFormat.of(width, height, ColorModel.L, ChannelDatatype.U8);
        format.requireLength("cells.length", cells.length, Byte.BYTES);
        return update().cells(MemorySegment.ofArray(cells), format, cellSize);
    }

    /// The cells themselves, rows from top to bottom, borrowed.
    ///
    /// @param cellSize edge of a cell, in scene units
    /// @throws IllegalArgumentException when `cells` has not as many bytes as `format` needs
    public GridMap cells(final MemorySegment cells, final ImageFormat format, final float cellSize) {
        format.requireLength("cells.byteSize", cells.byteSize(), 1);
        return data(cells).format(format).cellSize(cellSize);
    }
}
