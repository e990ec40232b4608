package dev.kymo.importer.mcap;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.zstd.ZSTDInBuffer;
import org.lwjgl.util.zstd.ZSTDOutBuffer;
import org.lwjgl.util.zstd.Zstd;

/// Unpacks chunks, one at a time, into memory that the next one overwrites. Libraries in native code get copies of the
/// file's bytes, never the mapping: were the file cut meanwhile, that would be the end of the process.
final class ChunkUnpacker implements AutoCloseable {
    /// Writers make chunks of some MiB, and larger ones only for a message that is.
    private static final long MAX_CHUNK_BYTES = 1L << 30;
    /// LZ4 can't unpack to more than this many times its size, but for a few bytes.
    private static final long MAX_LZ4_EXPANSION = 255;

    private static final long SPARE_BYTES = 64;
    private static final int PIECE_BYTES = 1 << 17;

    private OffHeap.@Nullable Block unpacked;
    private final byte[] piece = new byte[PIECE_BYTES];

    /// Unpacks as much as there is: a packed run that is broken or cut gives what comes before that.
    ///
    /// @param uncompressedBytes claimed; no more is unpacked
    /// @return the bytes, valid until the next call
    /// @throws MalformedMcapException when the compression is not known, or the claim is none that can be true
    MemorySegment unpack(final String compression, final MemorySegment packed, final long uncompressedBytes) {
        final boolean isPacked = !compression.isEmpty() && !compression.equals("none");
        final long most = switch (compression) {
            case "", "none" -> packed.byteSize();
            case "lz4" -> packed.byteSize() * MAX_LZ4_EXPANSION + SPARE_BYTES;
            case "zstd" -> MAX_CHUNK_BYTES;
            default ->
                throw new MalformedMcapException("a chunk packed as '" + compression + "', expected lz4, zstd or none");
        };
        if (uncompressedBytes < 0 || uncompressedBytes > Math.min(most, isPacked ? MAX_CHUNK_BYTES : most)) {
            throw new MalformedMcapException("a chunk of " + packed.byteSize() + " bytes that claims to hold "
                    + Long.toUnsignedString(uncompressedBytes) + ", at most " + Math.min(most, MAX_CHUNK_BYTES)
                    + " are read");
        }
        if (!isPacked) {
            return packed.asSlice(0, uncompressedBytes);
        }
        final MemorySegment target = target(uncompressedBytes);
        final long bytes = compression.equals("lz4") ? unpackLz4(packed, target) : unpackZstd(packed, target);
        return target.asSlice(0, bytes);
    }

    private MemorySegment target(final long bytes) {
        OffHeap.Block block = unpacked;
        if (block == null || block.segment().byteSize() < bytes) {
            close();
            block = OffHeap.allocate(MemoryTag.SCRATCH, bytes);
            unpacked = block;
        }
        return block.segment().asSlice(0, bytes);
    }

    private long unpackLz4(final MemorySegment packed, final MemorySegment target) {
        long at = 0;
        try (LZ4FrameInputStream in = new LZ4FrameInputStream(new SegmentInput(packed), decompressor(), hash())) {
            while (at < target.byteSize()) {
                final int count = in.read(piece, 0, (int) Math.min(PIECE_BYTES, target.byteSize() - at));
                if (count < 0) {
                    break;
                }
                MemorySegment.copy(piece, 0, target, ValueLayout.JAVA_BYTE, at, count);
                at += count;
            }
        } catch (final IOException | RuntimeException brokenFromHereOn) {
            // The caller sees that bytes are missing
        }
        return at;
    }

    /// Not the one over `Unsafe`, which reads outside its input when that lies (CVE-2025-12183).
    private static LZ4SafeDecompressor decompressor() {
        try {
            return LZ4Factory.nativeInstance().safeDecompressor();
        } catch (final LinkageError e) {
            return LZ4Factory.safeInstance().safeDecompressor();
        }
    }

    private static XXHash32 hash() {
        return XXHashFactory.safeInstance().hash32();
    }

    /// The bytes of a segment, copied as they are asked for.
    private static final class SegmentInput extends InputStream {
        private final MemorySegment bytes;
        private long at;

        SegmentInput(final MemorySegment bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at < bytes.byteSize() ? bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff : -1;
        }

        @Override
        public int read(final byte[] into, final int offset, final int length) {
            if (length == 0) {
                return 0;
            }
            final int count = (int) Math.min(length, bytes.byteSize() - at);
            if (count == 0) {
                return -1;
            }
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, into, offset, count);
            at += count;
            return count;
        }
    }

    private long unpackZstd(final MemorySegment packed, final MemorySegment target) {
        final ByteBuffer input = MemoryUtil.memAlloc(PIECE_BYTES);
        final long context = Zstd.ZSTD_createDStream();
        try (ZSTDInBuffer in = ZSTDInBuffer.calloc();
                ZSTDOutBuffer out = ZSTDOutBuffer.calloc()) {
            // The buffer of no bytes has no address; nothing would be written there
            out.dst(target.asByteBuffer());
            long at = 0;
            long before = -1;
            while (out.pos() < target.byteSize() && (at < packed.byteSize() || out.pos() != before)) {
                final int count = (int) Math.min(PIECE_BYTES, packed.byteSize() - at);
                MemorySegment.copy(packed, at, MemorySegment.ofBuffer(input), 0, count);
                at += count;
                in.src(input.clear().limit(count)).pos(0);
                do {
                    before = out.pos();
                    if (Zstd.ZSTD_isError(Zstd.ZSTD_decompressStream(context, out, in))) {
                        return out.pos();
                    }
                } while (in.pos() < count && out.pos() < target.byteSize());
            }
            return out.pos();
        } finally {
            Zstd.ZSTD_freeDStream(context);
            MemoryUtil.memFree(input);
        }
    }

    @Override
    public void close() {
        if (unpacked != null) {
            unpacked.close();
            unpacked = null;
        }
    }
}
