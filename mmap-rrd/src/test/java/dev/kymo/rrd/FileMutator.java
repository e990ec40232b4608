package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Changes a file where it hurts: in headers, in the fields of messages, inside Arrow metadata and LZ4 blocks and
/// manifests with everything around them made to fit, and in the order of frames.
final class FileMutator {
    private static final int KINDS = 9;

    private final byte[] original;
    private final List<Frame> frames;
    private final List<ChunkEntry> entries;
    private final List<byte[]> streams = new ArrayList<>();

    FileMutator(final Path path) throws IOException {
        original = Files.readAllBytes(path);
        try (RrdFile file = RrdFile.open(path)) {
            frames = List.copyOf(file.frames());
            entries = List.copyOf(file.entries());
            for (final ChunkEntry entry : entries) {
                streams.add(file.peek(entry, stream -> stream.toArray(ValueLayout.JAVA_BYTE)));
            }
        }
    }

    byte[] mutated(final Random random) {
        return switch (entries.isEmpty() ? random.nextInt(3) : random.nextInt(KINDS)) {
            case 0 -> changedAnywhere(random);
            case 1 -> changedIn(random, 0, 12);
            case 2 -> changedHeader(random);
            case 3 -> changedFields(random);
            case 4 -> changedPayload(random);
            case 5, 6 -> changedMetadata(random);
            case 7 -> changedFooter(random);
            default -> changedOrder(random);
        };
    }

    private byte[] changedAnywhere(final Random random) {
        return changedIn(random, 0, original.length);
    }

    private byte[] changedIn(final Random random, final long from, final long to) {
        final byte[] bytes = original.clone();
        change(bytes, random, (int) from, (int) Math.min(to, bytes.length));
        return bytes;
    }

    /// Kind and length of a message.
    private byte[] changedHeader(final Random random) {
        final Frame frame = frames.get(random.nextInt(frames.size()));
        return changedIn(random, frame.offsetBytes(), frame.offsetBytes() + MessageHeaderDescriptor.BYTES);
    }

    /// All of a message but the payload.
    private byte[] changedFields(final Random random) {
        final ChunkEntry entry = entries.get(random.nextInt(entries.size()));
        return random.nextInt(4) > 0
                ? changedIn(random, entry.offsetBytes(), Math.min(entry.offsetBytes() + 120, entry.payloadOffset()))
                : changedIn(
                        random,
                        entry.payloadOffset() + entry.payloadBytes(),
                        entry.offsetBytes() + entry.lengthBytes());
    }

    /// The payload as it is stored: an LZ4 block, or Arrow.
    private byte[] changedPayload(final Random random) {
        final ChunkEntry entry = entries.get(random.nextInt(entries.size()));
        return changedIn(random, entry.payloadOffset(), entry.payloadOffset() + entry.payloadBytes());
    }

    /// Arrow metadata of a chunk, stored in a frame that is right in every respect.
    private byte[] changedMetadata(final Random random) {
        final int which = random.nextInt(entries.size());
        final ChunkEntry entry = entries.get(which);
        final byte[] stream = streams.get(which).clone();
        final int schemaBytes = Math.min(stream.length, 8 + Math.max(0, intAt(stream, 4)));
        final boolean inSchema = random.nextBoolean() || schemaBytes + 8 >= stream.length;
        final int batchBytes = inSchema ? 0 : Math.max(0, intAt(stream, schemaBytes + 4));
        final int from = inSchema ? 0 : schemaBytes;
        final int to = inSchema ? schemaBytes : Math.min(stream.length, schemaBytes + 8 + batchBytes);
        change(stream, random, from, to);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final int frameAt = (int) entry.offsetBytes() - MessageHeaderDescriptor.BYTES;
        out.write(original, 0, frameAt);
        writeFrame(entry, stream, random.nextBoolean(), frameAt, out);
        final int next = (int) (entry.offsetBytes() + entry.lengthBytes());
        out.write(original, next, original.length - next);
        return out.toByteArray();
    }

    private static int intAt(final byte[] bytes, final int at) {
        return bytes.length < at + 4
                ? 0
                : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private static void writeFrame(
            final ChunkEntry entry,
            final byte[] stream,
            final boolean packs,
            final long frameAt,
            final ByteArrayOutputStream out) {
        final byte[] suffix = entry.chunkId()
                .map(id -> ChunkFrame.suffix(id, entry.markedStatic()))
                .orElse(new byte[0]);
        try (Lz4Packer packer = new Lz4Packer();
                OffHeap.Block copy = OffHeap.allocate(MemoryTag.SCRATCH, Math.max(1, stream.length))) {
            MemorySegment payload = copy.segment().asSlice(0, stream.length);
            payload.copyFrom(MemorySegment.ofArray(stream));
            if (packs) {
                payload = packer.pack(List.of(payload), stream.length);
            }
            final long checksum = Checksums.ofPayload(List.of(payload));
            final MemorySegment prefix = packs
                    ? ChunkFrame.packedPrefix(entry.store(), stream.length, payload.byteSize(), checksum, suffix.length)
                    : ChunkFrame.prefix(entry.store(), payload.byteSize(), checksum, suffix.length, frameAt);
            out.writeBytes(prefix.toArray(ValueLayout.JAVA_BYTE));
            out.writeBytes(payload.toArray(ValueLayout.JAVA_BYTE));
        }
        out.writeBytes(suffix);
    }

    /// The manifests, with a checksum that is right, and what points at them.
    private byte[] changedFooter(final Random random) {
        final Frame last = frames.getLast();
        if (last.kind() != FrameKind.STREAM_FOOTER) {
            return changedAnywhere(random);
        }
        if (random.nextInt(4) == 0) {
            return changedIn(random, last.offsetBytes(), last.offsetBytes() + last.lengthBytes());
        }
        final Frame end = frames.get(frames.size() - 2);
        final byte[] bytes = changedIn(random, end.payloadOffset(), end.payloadOffset() + end.payloadBytes());
        final MemorySegment payload = MemorySegment.ofArray(bytes).asSlice(end.payloadOffset(), end.payloadBytes());
        final byte[] footer =
                StreamFooterDescriptor.write(end.payloadOffset(), end.payloadBytes(), Checksums.ofFooter(payload));
        System.arraycopy(footer, 0, bytes, (int) last.offsetBytes(), footer.length);
        return bytes;
    }

    /// Frames left out, doubled, exchanged or cut.
    private byte[] changedOrder(final Random random) {
        final List<Frame> order = new ArrayList<>(frames);
        final int at = random.nextInt(order.size());
        final int other = random.nextInt(order.size());
        switch (random.nextInt(4)) {
            case 0 -> order.remove(at);
            case 1 -> order.add(other, order.get(at));
            case 2 -> java.util.Collections.swap(order, at, other);
            default -> {
                // Cut below
            }
        }
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final Frame frame : order) {
            out.write(original, (int) frame.offsetBytes(), (int) frame.lengthBytes());
        }
        final byte[] bytes = out.toByteArray();
        return random.nextInt(3) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static void change(final byte[] bytes, final Random random, final int from, final int to) {
        if (to <= from) {
            return;
        }
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            final int at = from + random.nextInt(to - from);
            final int kind = random.nextInt(9);
            if (kind <= 1) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else if (kind == 2) {
                bytes[at] = (byte) random.nextInt();
            } else if (kind == 3) {
                bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
            } else if (at + 8 > bytes.length) {
                bytes[at] = -1;
            } else if (kind == 4) {
                buffer.putInt(at, random.nextBoolean() ? Integer.MAX_VALUE : -1);
            } else if (kind == 5) {
                buffer.putInt(at & ~3, 1 << random.nextInt(32));
            } else if (kind == 6) {
                buffer.putLong(at & ~7, random.nextBoolean() ? Long.MAX_VALUE : 1L << random.nextInt(64));
            } else if (kind == 7) {
                buffer.putShort(at, (short) random.nextInt());
            } else {
                System.arraycopy(
                        bytes, Math.min(from + random.nextInt(to - from), bytes.length - 4), bytes, at & ~3, 4);
            }
        }
    }
}
