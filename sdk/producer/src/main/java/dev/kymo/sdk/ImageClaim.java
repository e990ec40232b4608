package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// An [Image] to be written in place: see [RowClaim], and [RecordingStream#claimImage].
public final class ImageClaim extends RowClaim {
    private static final long PIXELS_OFFSET =
            offset(ArrayData.oneList(Image.BUFFER.type().datatype(), ArrayData.empty(Datatype.UINT8)));

    private final ImageFormat format;
    private final ClaimedMemory pixels;

    private ImageClaim(final RecordingStream recording, final EntityPath entity, final ImageFormat format) {
        super(recording, entity, 2);
        this.format = format;
        pixels = take(PIXELS_OFFSET, format.lengthBytes());
    }

    static ImageClaim take(final RecordingStream recording, final EntityPath entity, final ImageFormat format) {
        if (format.lengthBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    format + ": " + format.lengthBytes() + " bytes, max=" + Integer.MAX_VALUE);
        }
        return new ImageClaim(recording, entity, format);
    }

    public ImageFormat format() {
        return format;
    }

    /// The image's bytes, rows from top to bottom without padding, `format().lengthBytes()` of them. To be written.
    ///
    /// @throws IllegalStateException after the claim has ended
    public MemorySegment pixels() {
        return open(pixels);
    }

    /// The same as a buffer, little-endian. Makes an object.
    public ByteBuffer pixelBuffer() {
        return open(pixels).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    void addCells() {
        add(Image.BUFFER.cell(Instances.blob(Image.BUFFER, pixels.memory())), pixels);
        add(Image.FORMAT.cell(Instances.imageFormat(Image.FORMAT, List.of(format))), null);
    }
}
