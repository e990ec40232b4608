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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The levels of detail of a cloud, in a side file: a tree of nodes that is held in memory, and their
/// points, which are read when they are wanted. A node's points and those of all nodes above it are the
/// cloud, in that place, as fine as the node's spacing; every point is in one node.
///
/// The file is read and not mapped: a page that has to come from the disk stops the thread that asks for
/// it, which is then a loader's and never the window's, and a file that is cut is an error and not a fault.
///
/// What the file says is checked: the tree when it is opened, points when they are read. Any thread.
public final class LodFile implements AutoCloseable {
    /// See [#placeInFile].
    public static final long NOWHERE = -1;

    private static final int NODES_MAX = 1 << 26;

    private final Path path;
    private final FileChannel channel;
    /// Those of [#share] and this one that are open.
    private final AtomicInteger holders;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final long points;
    private final long notFinite;
    private final int nodes;
    private final double[] corners;
    private final double[] edges;
    private final float[] boxes;
    private final long[] offsets;
    private final long[] checksums;
    private final int[] counts;
    private final int[] firstChildren;
    private final int[] children;
    private final float[] spacings;

    private final byte @Nullable [] @Nullable [] inMemory;

    /// @param inMemory the points of some nodes, by their numbers; null for a file that is complete
    private LodFile(
            final Path path,
            final FileChannel channel,
            final long points,
            final long notFinite,
            final MemorySegment table,
            final byte @Nullable [] @Nullable [] inMemory) {
        this.path = path;
        this.channel = channel;
        holders = new AtomicInteger(1);
        this.points = points;
        this.notFinite = notFinite;
        this.inMemory = inMemory;
        nodes = (int) (table.byteSize() / LodDescriptor.NODE_BYTES);
        corners = new double[3 * nodes];
        edges = new double[nodes];
        boxes = new float[6 * nodes];
        offsets = new long[nodes];
        checksums = new long[nodes];
        counts = new int[nodes];
        firstChildren = new int[nodes];
        children = new int[nodes];
        spacings = new float[nodes];
        for (int node = 0; node < nodes; node++) {
            take(node, table.asSlice((long) node * LodDescriptor.NODE_BYTES, LodDescriptor.NODE_BYTES));
        }
    }

    private LodFile(final LodFile other) {
        path = other.path;
        channel = other.channel;
        holders = other.holders;
        points = other.points;
        notFinite = other.notFinite;
        nodes = other.nodes;
        corners = other.corners;
        edges = other.edges;
        boxes = other.boxes;
        offsets = other.offsets;
        checksums = other.checksums;
        counts = other.counts;
        firstChildren = other.firstChildren;
        children = other.children;
        spacings = other.spacings;
        inMemory = other.inMemory;
    }

    /// The same file for somebody else, who closes it when he likes: it is read from until all have.
    ///
    /// @throws IllegalStateException when this one has been closed
    public LodFile share() {
        if (isClosed.get() || holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException(path + ": closed");
        }
        return new LodFile(this);
    }

    /// A file that is being built.
    ///
    /// @param all nodes in the order of the table
    /// @param end of the points that have been written
    static LodFile partial(
            final Path path,
            final FileChannel channel,
            final List<LodNode> all,
            final MemorySegment table,
            final long end)
            throws IOException {
        final byte[][] inMemory = new byte[all.size()][];
        long points = 0;
        for (int node = 0; node < inMemory.length; node++) {
            inMemory[node] = all.get(node).points;
            points += all.get(node).count;
        }
        final LodFile file = new LodFile(path, channel, points, 0, table, inMemory);
        file.check(end);
        return file;
    }

    private void take(final int node, final MemorySegment entry) {
        for (int axis = 0; axis < 3; axis++) {
            corners[3 * node + axis] =
                    entry.get(Layouts.DOUBLE, LodDescriptor.NODE_CORNER_OFFSET + (long) axis * Double.BYTES);
        }
        for (int i = 0; i < 6; i++) {
            boxes[6 * node + i] = entry.get(Layouts.FLOAT, LodDescriptor.NODE_BOX_OFFSET + (long) i * Float.BYTES);
        }
        edges[node] = entry.get(Layouts.DOUBLE, LodDescriptor.NODE_EDGE_OFFSET);
        offsets[node] = entry.get(Layouts.LONG, LodDescriptor.NODE_POINTS_AT_OFFSET);
        checksums[node] = entry.get(Layouts.LONG, LodDescriptor.NODE_CHECKSUM_OFFSET);
        counts[node] = entry.get(Layouts.INT, LodDescriptor.NODE_POINTS_OFFSET);
        firstChildren[node] = entry.get(Layouts.INT, LodDescriptor.NODE_FIRST_CHILD_OFFSET);
        children[node] = entry.get(Layouts.INT, LodDescriptor.NODE_CHILDREN_OFFSET);
        spacings[node] = entry.get(Layouts.FLOAT, LodDescriptor.NODE_SPACING_OFFSET);
    }

    private void check(final long tableAt) throws IOException {
        long total = 0;
        long nextChild = 1;
        for (int node = 0; node < nodes; node++) {
            boolean sound = edges[node] > 0
                    && Double.isFinite(edges[node])
                    && spacings[node] >= 0
                    && Float.isFinite(spacings[node]);
            for (int axis = 0; axis < 3; axis++) {
                sound &= Double.isFinite(corners[3 * node + axis])
                        && Float.isFinite(boxes[6 * node + axis])
                        && Float.isFinite(boxes[6 * node + 3 + axis])
                        && boxes[6 * node + axis] <= boxes[6 * node + 3 + axis];
            }
            final int count = counts[node];
            final long offset = offsets[node];
            final boolean isInFile = inMemory == null || inMemory[node] == null;
            sound &= count >= 0
                    && count <= LodDescriptor.NODE_POINTS_MAX
                    && offset >= LodDescriptor.HEADER_BYTES
                    && (!isInFile || offset <= tableAt - (long) count * LodDescriptor.POINT_BYTES);
            // Children in the order of their parents: so each node but the first has one parent, which comes before it
            sound &= children[node] >= 0 && firstChildren[node] == nextChild && children[node] <= nodes - nextChild;
            if (!sound || nextChild <= node) {
                throw new IOException(path + ": node " + node + " is not what a builder writes");
            }
            nextChild += children[node];
            total += count;
        }
        if ((nodes > 0 && nextChild != nodes) || total != points || notFinite < 0) {
            throw new IOException(path + ": " + nodes + " nodes with " + total + " points, expected " + points);
        }
    }

    /// Opens a side file.
    ///
    /// @param wanted what it must have been made of
    /// @throws IOException when it is damaged, not finished, or was made of something else; the message
    ///     says what
    public static LodFile open(final Path path, final LodIdentity wanted) throws IOException {
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final long size = channel.size();
            if (size < LodDescriptor.HEADER_BYTES) {
                throw new IOException(path + ": has " + size + " bytes, a header has " + LodDescriptor.HEADER_BYTES);
            }
            final MemorySegment header = arena.allocate(LodDescriptor.HEADER_BYTES, Long.BYTES);
            read(channel, path, 0, header);
            checkHeader(path, header, size, wanted);
            final long tableAt = header.get(Layouts.LONG, LodDescriptor.TABLE_OFFSET);
            final long tableBytes =
                    (long) header.get(Layouts.INT, LodDescriptor.NODES_OFFSET) * LodDescriptor.NODE_BYTES;
            final MemorySegment table =
                    arena.allocate(Math.max(1, tableBytes), Long.BYTES).asSlice(0, tableBytes);
            read(channel, path, tableAt, table);
            if (header.get(Layouts.LONG, LodDescriptor.TABLE_CHECKSUM_OFFSET) != Checksums.ofPayload(List.of(table))) {
                throw new IOException(path + ": its node table is damaged");
            }
            final LodFile file = new LodFile(
                    path,
                    channel,
                    header.get(Layouts.LONG, LodDescriptor.POINTS_OFFSET),
                    header.get(Layouts.LONG, LodDescriptor.NOT_FINITE_OFFSET),
                    table,
                    null);
            file.check(tableAt);
            return file;
        } catch (final IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void checkHeader(
            final Path path, final MemorySegment header, final long size, final LodIdentity wanted) throws IOException {
        if (header.get(Layouts.LONG, LodDescriptor.MAGIC_OFFSET) != LodDescriptor.MAGIC) {
            throw new IOException(path + ": is no file of levels of detail, or was not finished");
        }
        if (header.get(Layouts.INT, LodDescriptor.VERSION_OFFSET) != LodDescriptor.VERSION) {
            throw new IOException(path + ": is of version " + header.get(Layouts.INT, LodDescriptor.VERSION_OFFSET)
                    + ", expected " + LodDescriptor.VERSION);
        }
        if (header.get(Layouts.LONG, LodDescriptor.CHECKSUM_OFFSET)
                != Checksums.ofPayload(List.of(header.asSlice(0, LodDescriptor.CHECKSUM_OFFSET)))) {
            throw new IOException(path + ": its header is damaged");
        }
        final LodIdentity described = new LodIdentity(
                header.get(Layouts.LONG, LodDescriptor.RECORDING_LENGTH_OFFSET),
                header.get(Layouts.LONG, LodDescriptor.RECORDING_MODIFIED_OFFSET),
                header.get(Layouts.LONG, LodDescriptor.RECORDING_HEAD_OFFSET),
                header.get(Layouts.LONG, LodDescriptor.RECORDING_TAIL_OFFSET),
                header.get(Layouts.LONG, LodDescriptor.WHAT_OFFSET));
        if (!described.equals(wanted)) {
            throw new IOException(path + ": the recording has changed since it was made");
        }
        final long length = header.get(Layouts.LONG, LodDescriptor.LENGTH_OFFSET);
        final long tableAt = header.get(Layouts.LONG, LodDescriptor.TABLE_OFFSET);
        final int nodes = header.get(Layouts.INT, LodDescriptor.NODES_OFFSET);
        if (length != size
                || nodes < 0
                || nodes > NODES_MAX
                || tableAt < LodDescriptor.HEADER_BYTES
                || tableAt != length - (long) nodes * LodDescriptor.NODE_BYTES) {
            throw new IOException(
                    path + ": has " + size + " bytes, expected " + length + " with " + nodes + " nodes at " + tableAt);
        }
    }

    private static void read(final FileChannel channel, final Path path, final long offset, final MemorySegment target)
            throws IOException {
        final ByteBuffer bytes = target.asByteBuffer();
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) <= 0) {
                throw new IOException(path + ": ends at " + (offset + bytes.position()) + ", expected at least "
                        + (offset + bytes.limit()) + " bytes");
            }
        }
    }

    public Path path() {
        return path;
    }

    /// Points in all nodes.
    public long points() {
        return points;
    }

    /// Points of the cloud that are in no node, because they are nowhere.
    public long notFinite() {
        return notFinite;
    }

    /// Nodes are numbered from 0, the root; children after their parents. A cloud without points has none.
    public int nodes() {
        return nodes;
    }

    public int count(final int node) {
        return counts[node];
    }

    /// The first of a node's children; the others follow.
    public int firstChild(final int node) {
        return firstChildren[node];
    }

    public int children(final int node) {
        return children[node];
    }

    /// How far apart points are that this node and those above it have, in the cloud's units; nothing finer
    /// is below a node without children.
    public float spacing(final int node) {
        return spacings[node];
    }

    /// Least x, y, z, then greatest x, y, z, in the cloud's coordinates, of the points of a node and all
    /// below it.
    ///
    /// @param axis 0 to 5
    public float box(final int node, final int axis) {
        return boxes[6 * node + axis];
    }

    /// The corner of a node's cube that has the least coordinates.
    ///
    /// @param axis 0 to 2
    public double corner(final int node, final int axis) {
        return corners[3 * node + axis];
    }

    /// Of a node's cube.
    public double edge(final int node) {
        return edges[node];
    }

    /// How many steps of a place make the edge of its node's cube.
    public static int stepsPerEdge() {
        return 1 << LodDescriptor.PLACE_BITS;
    }

    /// Whether this is what there was of a tree while it was built.
    public boolean isPartial() {
        return inMemory != null;
    }

    /// Where a node's points are: a node of the same cloud at the same place is the same, in all that is
    /// published of a tree while it is built and in the finished one.
    ///
    /// @return [#NOWHERE] for a node without points, and for one that still gets some
    public long placeInFile(final int node) {
        return counts[node] == 0 || (inMemory != null && inMemory[node] != null) ? NOWHERE : offsets[node];
    }

    /// Bytes of a node's places and colours, for [#read].
    public long drawnBytes(final int node) {
        return (long) counts[node] * (LodDescriptor.PLACE_BYTES + LodDescriptor.COLOUR_BYTES);
    }

    /// Bytes of all that the file has of a node's points.
    public long bytes(final int node) {
        return (long) counts[node] * LodDescriptor.POINT_BYTES;
    }

    /// Reads a node's points: places (u64 each, `docs/LOD.md`), then colours, then numbers (u32 each).
    ///
    /// @param target of [#bytes], at least; off-heap, and not of a mapped file
    /// @throws IOException when they are not what was written
    public void read(final int node, final MemorySegment target) throws IOException {
        final MemorySegment exact = target.asSlice(0, bytes(node));
        final byte[] held = inMemory == null ? null : inMemory[node];
        if (held != null) {
            exact.copyFrom(MemorySegment.ofArray(held));
            return;
        }
        read(channel, path, offsets[node], exact);
        if (Checksums.ofOwnMemory(exact) != checksums[node]) {
            throw new IOException(path + ": the points of node " + node + " at " + offsets[node] + " are damaged");
        }
    }

    /// A coordinate of a point.
    ///
    /// @param place as read
    /// @param axis 0 to 2
    public double coordinate(final int node, final long place, final int axis) {
        final long steps = (place >>> (axis * LodDescriptor.PLACE_BITS)) & (stepsPerEdge() - 1);
        return corners[3 * node + axis] + (steps + 0.5) * (edges[node] / stepsPerEdge());
    }

    @Override
    public void close() throws IOException {
        if (isClosed.compareAndSet(false, true) && holders.decrementAndGet() == 0) {
            channel.close();
        }
    }
}
