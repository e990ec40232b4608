package dev.kymo.store.query;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// Bytes that lie in a file beside the recording, and that cells only name: a camera's video, a raw dump of a scanner.
/// They are read when somebody asks for them, and nothing is read that the recording's folder does not hold.
///
/// A cell is hostile, like all that a file says: the path must stay below the folder, symbolic links followed, must be
/// a
/// plain file, and the bytes must be in it and not more than allowed. They are copied, since a file that another
/// process
/// may cut must not be mapped under somebody else's feet.
///
/// ```text
///   Struct("path": non-null Utf8, "offset": non-null UInt64, "length": non-null UInt64)
/// ```
///
/// Immutable; any thread.
public final class OutsideData {
    /// How a reference is logged.
    public static final ComponentDescriptor COMPONENT =
            new ComponentDescriptor("OutsideData:reference", "kymo.OutsideData", "kymo.components.FileReference");

    /// One reference.
    public static final Datatype REFERENCE = Datatype.struct(
            Field.required("path", Datatype.UTF8),
            Field.required("offset", Datatype.UINT64),
            Field.required("length", Datatype.UINT64));

    private static final int PATH = 0;
    private static final int OFFSET = 1;
    private static final int LENGTH = 2;

    private final Path folder;
    private final int maxBytes;

    /// Where bytes lie.
    ///
    /// @param path relative to the recording's folder
    /// @param offsetBytes where they begin
    /// @param lengthBytes how many there are
    public record Reference(String path, long offsetBytes, long lengthBytes) {
        /// As a cell to be logged.
        public DataCell cell() {
            return new DataCell(
                    COMPONENT,
                    ArrayData.struct(
                            REFERENCE,
                            1,
                            ArrayData.text(path),
                            ArrayData.longs(Datatype.UINT64, offsetBytes),
                            ArrayData.longs(Datatype.UINT64, lengthBytes)));
        }
    }

    /// @param folder the recording's
    /// @param maxBytes the most that one reference may ask for
    public OutsideData(final Path folder, final int maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /// What a reference says; nothing is opened for it.
    ///
    /// @throws IllegalArgumentException for instances of another type, and for a null
    public static Reference reference(final ArrayData instances, final int index) {
        if (!instances.type().equals(REFERENCE)) {
            throw new IllegalArgumentException("a reference is " + REFERENCE + ", found " + instances.type());
        }
        Objects.checkIndex(index, instances.length());
        if (instances.isNull(index)) {
            throw new IllegalArgumentException("reference " + index + " is null");
        }
        return new Reference(
                instances.structField(PATH).string(index),
                instances.structField(OFFSET).getLong(index),
                instances.structField(LENGTH).getLong(index));
    }

    /// Reads what a reference names, as so many instances of a type whose values have a fixed width.
    ///
    /// @return in memory of its own
    /// @throws IOException when the reference leads out of the folder, to no plain file, or behind its end
    /// @throws IllegalArgumentException when it is longer than allowed, or no whole number of instances
    public ArrayData read(final Reference reference, final Datatype type) throws IOException {
        final int width = type.byteWidth();
        final long length = reference.lengthBytes;
        if (length < 0 || length > maxBytes) {
            throw refused(reference, "length=" + Long.toUnsignedString(length) + ", at most " + maxBytes);
        }
        if (width == 0 || length % width != 0) {
            throw refused(reference, "length=" + length + " is no whole number of " + type + " (" + width + " bytes)");
        }
        final Path file = resolve(reference);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long size = channel.size();
            if (reference.offsetBytes < 0 || reference.offsetBytes > size - length) {
                throw new EOFException(file + ": bytes " + Long.toUnsignedString(reference.offsetBytes) + " to "
                        + Long.toUnsignedString(reference.offsetBytes + length) + " of " + size);
            }
            final byte[] bytes = new byte[(int) length];
            final ByteBuffer into = ByteBuffer.wrap(bytes);
            while (into.hasRemaining()) {
                if (channel.read(into, reference.offsetBytes + into.position()) < 0) {
                    throw new EOFException(file + ": ends at byte " + (reference.offsetBytes + into.position())
                            + ", was cut while it was read");
                }
            }
            return ArrayData.flat(type, (int) (length / width), MemorySegment.ofArray(bytes));
        }
    }

    private static IllegalArgumentException refused(final Reference reference, final String why) {
        return new IllegalArgumentException("reference to " + reference.path + ": " + why);
    }

    private Path resolve(final Reference reference) throws IOException {
        final Path root = folder.toRealPath();
        final Path named;
        try {
            named = root.resolve(reference.path);
        } catch (final InvalidPathException e) {
            throw new IOException("reference to " + reference.path + ": " + e.getMessage(), e);
        }
        // Symbolic links are followed before the look, or a link would lead out of the folder.
        final Path real = named.toRealPath();
        if (!real.startsWith(root)) {
            throw new IOException("reference to " + reference.path + ": leads out of " + root);
        }
        if (!Files.isRegularFile(real)) {
            throw new IOException(real + ": is no plain file");
        }
        return real;
    }
}
