package dev.kymo.viewer.render;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Parameters for a shader, written in the order in which its block declares them (scalar layout: no padding), so
/// that no offset is written down twice.
final class ParameterBlock {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final MemorySegment data;
    private long position;

    /// @param bytes exactly what will be put between [#start] and [#end]
    ParameterBlock(final Arena arena, final int bytes) {
        data = arena.allocate(bytes, Long.BYTES);
    }

    ParameterBlock start() {
        position = 0;
        return this;
    }

    ParameterBlock put(final int value) {
        data.set(INT, position, value);
        position += Integer.BYTES;
        return this;
    }

    ParameterBlock put(final float value) {
        data.set(FLOAT, position, value);
        position += Float.BYTES;
        return this;
    }

    ParameterBlock put(final float[] values) {
        for (final float value : values) {
            put(value);
        }
        return this;
    }

    ParameterBlock putAddress(final long address) {
        data.set(LONG, position, address);
        position += Long.BYTES;
        return this;
    }

    MemorySegment end() {
        if (position != data.byteSize()) {
            throw new IllegalStateException("put " + position + " bytes of parameters, declared " + data.byteSize());
        }
        return data;
    }

    int sizeBytes() {
        return (int) data.byteSize();
    }
}
