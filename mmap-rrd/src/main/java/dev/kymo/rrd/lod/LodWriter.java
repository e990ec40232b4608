package dev.kymo.rrd.lod;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes a side file: points of nodes by any thread in any order, then the node table, the header last.
final class LodWriter {
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel file;
    private final AtomicLong end = new AtomicLong(LodDescriptor.HEADER_BYTES);

    LodWriter(final FileChannel file) {
        this.file = file;
    }

    /// Appends points, and tells their nodes where they are.
    ///
    /// @param nodes whose offsets are in `points`
    void write(final MemorySegment points, final List<LodNode> nodes) throws IOException {
        final long at = end.getAndAdd(points.byteSize());
        writeAt(points, at);
        for (final LodNode node : nodes) {
            node.offset += at;
        }
    }

    private void writeAt(final MemorySegment bytes, final long offset) throws IOException {
        for (long done = 0; done < bytes.byteSize(); done += PIECE_BYTES) {
            final ByteBuffer piece = bytes.asSlice(done, Math.min(PIECE_BYTES, bytes.byteSize() - done))
                    .asByteBuffer();
            long at = offset + done;
            while (piece.hasRemaining()) {
                at += file.write(piece, at);
            }
        }
    }

    /// Writes all nodes, and the header that makes the file one.
    ///
    /// @param root null for a cloud without points
    void finish(final LodIdentity identity, final @Nullable LodNode root, final long points, final long notFinite)
            throws IOException {
        final List<LodNode> nodes = inOrder(root);
        final long tableAt = end.get();
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final MemorySegment table = table(nodes, arena);
            writeAt(table, tableAt);
            final MemorySegment header = arena.allocate(LodDescriptor.HEADER_BYTES, Long.BYTES);
            header.set(Layouts.LONG, LodDescriptor.MAGIC_OFFSET, LodDescriptor.MAGIC);
            header.set(Layouts.INT, LodDescriptor.VERSION_OFFSET, LodDescriptor.VERSION);
            header.set(Layouts.INT, LodDescriptor.NODES_OFFSET, nodes.size());
            header.set(Layouts.LONG, LodDescriptor.LENGTH_OFFSET, tableAt + table.byteSize());
            header.set(Layouts.LONG, LodDescriptor.RECORDING_LENGTH_OFFSET, identity.sizeBytes());
            header.set(Layouts.LONG, LodDescriptor.RECORDING_MODIFIED_OFFSET, identity.modifiedNs());
            header.set(Layouts.LONG, LodDescriptor.RECORDING_HEAD_OFFSET, identity.head());
            header.set(Layouts.LONG, LodDescriptor.RECORDING_TAIL_OFFSET, identity.tail());
            header.set(Layouts.LONG, LodDescriptor.WHAT_OFFSET, identity.what());
            header.set(Layouts.LONG, LodDescriptor.POINTS_OFFSET, points);
            header.set(Layouts.LONG, LodDescriptor.NOT_FINITE_OFFSET, notFinite);
            header.set(Layouts.LONG, LodDescriptor.TABLE_OFFSET, tableAt);
            header.set(Layouts.LONG, LodDescriptor.TABLE_CHECKSUM_OFFSET, Checksums.ofPayload(List.of(table)));
            header.set(
                    Layouts.LONG,
                    LodDescriptor.CHECKSUM_OFFSET,
                    Checksums.ofPayload(List.of(header.asSlice(0, LodDescriptor.CHECKSUM_OFFSET))));
            writeAt(header, 0);
        }
    }

    /// What there is so far, as if it were the whole.
    ///
    /// @param path the file's name
    LodFile partial(final Path path, final LodNode root) throws IOException {
        final List<LodNode> nodes = inOrder(root);
        final FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            return LodFile.partial(path, opened, nodes, table(nodes, arena), end.get());
        } catch (final IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static MemorySegment table(final List<LodNode> nodes, final Arena arena) {
        final MemorySegment table = arena.allocate(
                        Math.max(1, nodes.size()) * (long) LodDescriptor.NODE_BYTES, Long.BYTES)
                .asSlice(0, nodes.size() * (long) LodDescriptor.NODE_BYTES);
        int nextChild = 1;
        for (int i = 0; i < nodes.size(); i++) {
            put(table.asSlice((long) i * LodDescriptor.NODE_BYTES), nodes.get(i), nextChild);
            nextChild += nodes.get(i).children.size();
        }
        return table;
    }

    /// Level by level, so that a node's children follow each other, after those of the nodes before it.
    private static List<LodNode> inOrder(final @Nullable LodNode root) {
        final List<LodNode> ordered = new ArrayList<>();
        final Deque<LodNode> queue = new ArrayDeque<>();
        if (root != null) {
            queue.add(root);
        }
        while (!queue.isEmpty()) {
            final LodNode node = queue.removeFirst();
            ordered.add(node);
            queue.addAll(node.children);
        }
        return ordered;
    }

    private static void put(final MemorySegment entry, final LodNode node, final int firstChild) {
        entry.set(Layouts.DOUBLE, LodDescriptor.NODE_CORNER_OFFSET, node.x);
        entry.set(Layouts.DOUBLE, LodDescriptor.NODE_CORNER_OFFSET + Double.BYTES, node.y);
        entry.set(Layouts.DOUBLE, LodDescriptor.NODE_CORNER_OFFSET + 2L * Double.BYTES, node.z);
        entry.set(Layouts.DOUBLE, LodDescriptor.NODE_EDGE_OFFSET, node.edge);
        for (int i = 0; i < node.box.length; i++) {
            entry.set(Layouts.FLOAT, LodDescriptor.NODE_BOX_OFFSET + (long) i * Float.BYTES, node.box[i]);
        }
        entry.set(Layouts.LONG, LodDescriptor.NODE_POINTS_AT_OFFSET, node.offset);
        entry.set(Layouts.LONG, LodDescriptor.NODE_CHECKSUM_OFFSET, node.checksum);
        entry.set(Layouts.INT, LodDescriptor.NODE_POINTS_OFFSET, node.count);
        entry.set(Layouts.INT, LodDescriptor.NODE_FIRST_CHILD_OFFSET, firstChild);
        entry.set(Layouts.INT, LodDescriptor.NODE_CHILDREN_OFFSET, node.children.size());
        entry.set(Layouts.FLOAT, LodDescriptor.NODE_SPACING_OFFSET, node.spacing);
    }
}
