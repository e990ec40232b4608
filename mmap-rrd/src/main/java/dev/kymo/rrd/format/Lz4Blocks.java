package dev.kymo.rrd.format;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// Raw LZ4 blocks, as messages and manifests carry them: no size, no frame, length known from the message.
public final class Lz4Blocks {
    /// A byte of input adds at most 255 to the length of a match, so a block never unpacks to more than this
    /// many times its size (and a few bytes for the first token).
    private static final long MAX_EXPANSION = 255;

    private static final long FIRST_TOKEN_BYTES = 32;

    /// The native one or the bounds-checked Java one, never the one over `Unsafe`: in 1.8.0 that one reads
    /// outside its input when the block lies (CVE-2025-12183).
    private static final LZ4SafeDecompressor DECOMPRESSOR = decompressor();

    private static final LZ4Compressor COMPRESSOR = compressor();
    /// Of the library's 1 to 17; from 10 on it takes much longer for little.
    private static final int SMALL_LEVEL = 9;

    private static final LZ4Compressor SMALL_COMPRESSOR = smallCompressor();
    /// The largest input of a block, by the format.
    private static final int MAX_INPUT_BYTES = 0x7E00_0000;

    private Lz4Blocks() {}

    private static LZ4Compressor smallCompressor() {
        try {
            return LZ4Factory.nativeInstance().highCompressor(SMALL_LEVEL);
        } catch (final LinkageError e) {
            return LZ4Factory.safeInstance().highCompressor(SMALL_LEVEL);
        }
    }

    private static LZ4Compressor compressor() {
        try {
            return LZ4Factory.nativeInstance().fastCompressor();
        } catch (final LinkageError e) {
            return LZ4Factory.safeInstance().fastCompressor();
        }
    }

    /// Bytes that a block of `inputBytes` may need.
    ///
    /// @throws IllegalArgumentException when that is too much for one block
    public static long maxCompressedBytes(final long inputBytes) {
        if (inputBytes > MAX_INPUT_BYTES) {
            throw new IllegalArgumentException("bytes=" + inputBytes + ", an LZ4 block holds up to " + MAX_INPUT_BYTES);
        }
        return COMPRESSOR.maxCompressedLength((int) inputBytes);
    }

    /// Packs all of `source` into the beginning of `target`, which has [#maxCompressedBytes]. Native memory, both.
    ///
    /// @return bytes of the block
    public static int compress(final MemorySegment source, final MemorySegment target) {
        return COMPRESSOR.compress(source.asByteBuffer(), 0, (int) source.byteSize(), target.asByteBuffer(), 0, (int)
                Math.min(Integer.MAX_VALUE, target.byteSize()));
    }

    /// [#compress] that looks longer for what repeats.
    ///
    /// @return bytes of the block
    public static int compressSmall(final MemorySegment source, final MemorySegment target) {
        return SMALL_COMPRESSOR.compress(
                source.asByteBuffer(), 0, (int) source.byteSize(), target.asByteBuffer(), 0, (int)
                        Math.min(Integer.MAX_VALUE, target.byteSize()));
    }

    private static LZ4SafeDecompressor decompressor() {
        try {
            return LZ4Factory.nativeInstance().safeDecompressor();
        } catch (final LinkageError e) {
            return LZ4Factory.safeInstance().safeDecompressor();
        }
    }

    /// Checks a claimed size before memory is taken for it.
    ///
    /// @throws MalformedMessageException when a block of `compressedBytes` can't unpack to `uncompressedBytes`
    public static void checkSize(final long compressedBytes, final long uncompressedBytes, final long fileOffset) {
        if (uncompressedBytes < 0
                || uncompressedBytes > compressedBytes * MAX_EXPANSION + FIRST_TOKEN_BYTES
                || compressedBytes > Integer.MAX_VALUE
                || uncompressedBytes > Integer.MAX_VALUE) {
            throw new MalformedMessageException(
                    fileOffset,
                    "an LZ4 block of " + compressedBytes + " bytes that claims to hold "
                            + Long.toUnsignedString(uncompressedBytes));
        }
    }

    /// Unpacks all of `block` into all of `target`.
    ///
    /// @throws MalformedMessageException when the block is broken or unpacks to another size
    public static void decompress(final MemorySegment block, final MemorySegment target, final long fileOffset) {
        final int size = (int) target.byteSize();
        final int unpacked;
        // Native code must not read a mapping: if the file is cut meanwhile, that is the end of the process. A copy
        // is made by the JVM, which turns the same into an error.
        try (OffHeap.Block copy = OffHeap.allocate(MemoryTag.SCRATCH, block.byteSize())) {
            MemorySegment.copy(block, 0, copy.segment(), 0, block.byteSize());
            unpacked = DECOMPRESSOR.decompress(
                    copy.segment().asByteBuffer(), 0, (int) block.byteSize(), target.asByteBuffer(), 0, size);
        } catch (final LZ4Exception | IndexOutOfBoundsException e) {
            throw new MalformedMessageException(fileOffset, "a broken LZ4 block: " + e.getMessage());
        }
        if (unpacked != size) {
            throw new MalformedMessageException(
                    fileOffset, "an LZ4 block unpacks to " + unpacked + " bytes, expected " + size);
        }
    }
}
