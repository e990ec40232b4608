package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// A tensor (`Tensor:data`) to be written in place: see [RowClaim], and [RecordingStream#claimTensor].
public final class TensorClaim extends RowClaim {
    private static final ChannelDatatype[] ELEMENTS = {
        ChannelDatatype.U8, ChannelDatatype.U16, ChannelDatatype.U32, ChannelDatatype.U64,
        ChannelDatatype.I8, ChannelDatatype.I16, ChannelDatatype.I32, ChannelDatatype.I64,
        ChannelDatatype.F16, ChannelDatatype.F32, ChannelDatatype.F64
    };
    private static final Datatype[] ELEMENT_TYPES = {
        Datatype.UINT8, Datatype.UINT16, Datatype.UINT32, Datatype.UINT64,
        Datatype.INT8, Datatype.INT16, Datatype.INT32, Datatype.INT64,
        Datatype.FLOAT16, Datatype.FLOAT32, Datatype.FLOAT64
    };
    private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Double.BYTES;
    /// The field that is logged.
    public static final ArchetypeField DATA = Tensor.DATA;

    private static final Datatype SHAPE = part(0);
    private static final Datatype NAMES = part(1);
    private static final Datatype BUFFER = part(2);

    private final long[] shape;
    private final int element;
    private final ClaimedMemory values;

    private TensorClaim(
            final RecordingStream recording,
            final EntityPath entity,
            final ChannelDatatype elementType,
            final long bytes,
            final long... shape) {
        super(recording, entity, 1);
        this.shape = shape;
        element = List.of(ELEMENTS).indexOf(elementType);
        values = take(offset(instance(ArrayData.empty(ELEMENT_TYPES[element]))), bytes);
    }

    /// @param shape borrowed for good
    static TensorClaim take(
            final RecordingStream recording,
            final EntityPath entity,
            final ChannelDatatype elementType,
            final long... shape) {
        final long bytes = requireSize(shape) * elementType.lengthBytes();
        return new TensorClaim(recording, entity, elementType, bytes, shape);
    }

    private static Datatype part(final int index) {
        return DATA.type().datatype().children().get(index).type();
    }

    private static long requireSize(final long... shape) {
        long count = 1;
        for (final long length : shape) {
            if (length < 0 || count > MAX_ELEMENTS / Math.max(1, length)) {
                throw new IllegalArgumentException("shape=" + Arrays.toString(shape)
                        + ", expected lengths of 0 or more and at most " + MAX_ELEMENTS + " elements in all");
            }
            count *= length;
        }
        return count;
    }

    /// The elements, the last dimension's beside each other, little-endian. To be written.
    ///
    /// @throws IllegalStateException after the claim has ended
    public MemorySegment values() {
        return open(values);
    }

    /// The same as a buffer. Makes an object.
    public ByteBuffer valueBuffer() {
        return open(values).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    void addCells() {
        final Datatype type = ELEMENT_TYPES[element];
        final int count = (int) (values.memory().byteSize() / type.byteWidth());
        add(DATA.cell(instance(ArrayData.flat(type, count, values.memory()))), values);
    }

    /// One tensor without names of dimensions.
    private ArrayData instance(final ArrayData elements) {
        final ArrayData[] children = new ArrayData[ELEMENTS.length + 1];
        for (int i = 0; i < children.length; i++) {
            children[i] = ArrayData.empty(BUFFER.children().get(i).type());
        }
        children[element + 1] =
                ArrayData.oneList(BUFFER.children().get(element + 1).type(), elements);
        final ArrayData noNames = new ArrayData(
                NAMES,
                0,
                1,
                MemorySegment.ofArray(new byte[] {0}),
                MemorySegment.ofArray(new int[] {0, 0}),
                ArrayData.NO_BUFFER,
                ArrayData.empty(Datatype.UTF8));
        return ArrayData.struct(
                DATA.type().datatype(),
                1,
                ArrayData.oneList(SHAPE, ArrayData.longs(Datatype.UINT64, shape)),
                noNames,
                new ArrayData(
                        BUFFER,
                        0,
                        1,
                        ArrayData.NO_BUFFER,
                        MemorySegment.ofArray(new int[] {0}),
                        MemorySegment.ofArray(new byte[] {(byte) (element + 1)}),
                        children));
    }
}
