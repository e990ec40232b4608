package dev.kymo.rrd.lod;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Makes the levels of detail of a cloud of any size, in bounded memory:
///
/// 1. the cloud's bounds;
/// 2. how many points are where, and so a division of space into cells of few points ([CellDivision]);
/// 3. every point to its cell, in memory or, when that is too small, in a file ([PointSpill]);
/// 4. cell by cell the nodes below it ([CellTree]), and the nodes above them ([UpperTree]).
///
/// The source is read three times, more often where it is very uneven. The same cloud and memory give the
/// same nodes, however many threads work.
final class LodBuilder {
    /// Numbers of points are 32 bits, and the sign is left alone.
    static final long POINTS_MAX = Integer.MAX_VALUE;

    private static final int BUCKET_POINTS_MIN = 1 << 16;
    private static final int BUCKET_POINTS_MAX = 1 << 20;
    /// Buckets that a cloud is divided into, about.
    private static final int BUCKETS = 512;
    /// What a worker holds for each point of the cell that it works on.
    private static final int WORKER_POINT_BYTES = 64;

    /// Cells that may wait for one before them, for each worker: a few MiB of points for the levels above.
    private static final int TURNS_AHEAD = 4;

    private static final int BUFFER_RECORDS_MAX = 256;
    private static final int BUFFER_RECORDS_MIN = 8;

    private final PointSource source;
    private final LodOptions options;
    private final Workers workers;
    private final SourceParts parts;

    LodBuilder(final PointSource source, final LodOptions options) {
        if (source.count() < 0 || source.count() > POINTS_MAX) {
            throw new IllegalArgumentException("points=" + source.count() + ", allowed: 0 to " + POINTS_MAX);
        }
        this.source = source;
        this.options = options;
        workers = new Workers(options.threads());
        parts = new SourceParts(source, workers, options.cancelled());
    }

    /// Writes the side file's contents.
    ///
    /// @param file empty
    /// @param path its name
    /// @param spill a name for a file beside it, for a moment
    /// @param unchanged the source's identity, asked at begin and end
    /// @return the points that are not finite and so are in no node
    /// @throws IOException also when the source changed meanwhile, or the build was cancelled
    long build(final FileChannel file, final Path path, final Path spill, final Identities unchanged)
            throws IOException {
        final LodIdentity identity = unchanged.now();
        final CloudCube cube = cube();
        final CellDivision division = CellDivision.of(parts, cube, bucketPointsMax(), workers.count());
        final LodWriter writer = new LodWriter(file);
        final LodNode root;
        try (PointSpill points =
                fits(division.points()) ? PointSpill.inMemory(division.points()) : PointSpill.inFile(spill)) {
            distribute(division, points);
            root = plant(cube, division, points, writer, path);
        }
        if (!unchanged.now().equals(identity)) {
            throw new IOException("the recording changed while its levels of detail were made");
        }
        writer.finish(identity, root, division.points(), source.count() - division.points());
        return source.count() - division.points();
    }

    /// What the source is now.
    @FunctionalInterface
    interface Identities {
        LodIdentity now() throws IOException;
    }

    private boolean fits(final long points) {
        return points * PointSpill.RECORD_BYTES <= options.memoryBytes() / 2;
    }

    private int bucketPointsMax() {
        final long wanted = Math.clamp(source.count() / BUCKETS, BUCKET_POINTS_MIN, BUCKET_POINTS_MAX);
        final long affordable = options.memoryBytes() / 4 / options.threads() / WORKER_POINT_BYTES;
        return (int) Math.min(wanted, affordable);
    }

    private CloudCube cube() throws IOException {
        final float[][] found = new float[workers.count()][];
        for (int worker = 0; worker < found.length; worker++) {
            found[worker] = new LodNode(0, 0, 0, 0, 0).box.clone();
        }
        parts.forEach(false, (worker, _, count, xyz, _) -> include(found[worker], xyz, count));
        final double[] low = {0, 0, 0};
        final double[] high = {0, 0, 0};
        for (int axis = 0; axis < 3; axis++) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (final float[] box : found) {
                least = Math.min(least, box[axis]);
                greatest = Math.max(greatest, box[axis + 3]);
            }
            if (least <= greatest) {
                low[axis] = least;
                high[axis] = greatest;
            }
        }
        return new CloudCube(low, high);
    }

    /// Few points are outside of the box around those before them, so only these are looked at more closely.
    private static void include(final float[] box, final float[] xyz, final int count) {
        float lowX = box[0];
        float lowY = box[1];
        float lowZ = box[2];
        float highX = box[3];
        float highY = box[4];
        float highZ = box[5];
        for (int i = 0; i < 3 * count; i += 3) {
            final float x = xyz[i];
            final float y = xyz[i + 1];
            final float z = xyz[i + 2];
            final boolean isOutside = x < lowX || y < lowY || z < lowZ || x > highX || y > highY || z > highZ;
            if (isOutside && CellDivision.isFinite(x, y, z)) {
                lowX = Math.min(lowX, x);
                lowY = Math.min(lowY, y);
                lowZ = Math.min(lowZ, z);
                highX = Math.max(highX, x);
                highY = Math.max(highY, y);
                highZ = Math.max(highZ, z);
            }
        }
        box[0] = lowX;
        box[1] = lowY;
        box[2] = lowZ;
        box[3] = highX;
        box[4] = highY;
        box[5] = highZ;
    }

    /// Brings every point to its cell.
    private void distribute(final CellDivision division, final PointSpill spill) throws IOException {
        final int buckets = division.buckets().size();
        if (buckets == 0) {
            return;
        }
        final long affordable = options.memoryBytes() / 8 / workers.count() / buckets / PointSpill.RECORD_BYTES;
        final int room = Math.clamp(affordable, BUFFER_RECORDS_MIN, BUFFER_RECORDS_MAX);
        final AtomicInteger[] filled = new AtomicInteger[buckets];
        for (int i = 0; i < buckets; i++) {
            filled[i] = new AtomicInteger();
        }
        final Outbox[] outboxes = new Outbox[workers.count()];
        for (int worker = 0; worker < outboxes.length; worker++) {
            outboxes[worker] = new Outbox(division, filled, spill, room);
        }
        parts.forEach(true, (worker, first, count, xyz, rgba) -> outboxes[worker].add(first, count, xyz, rgba));
        workers.run(worker -> outboxes[worker].flush());
        for (int i = 0; i < buckets; i++) {
            if (filled[i].get() != division.buckets().get(i).count()) {
                throw new IOException("the cloud changed while it was read");
            }
        }
    }

    /// Nodes of all cells, and above them.
    private @Nullable LodNode plant(
            final CloudCube cube,
            final CellDivision division,
            final PointSpill spill,
            final LodWriter writer,
            final Path path)
            throws IOException {
        final List<CellDivision.Bucket> buckets = division.buckets();
        final UpperTree upper = new UpperTree(cube, writer);
        final AtomicInteger next = new AtomicInteger();
        final Turns turns = new Turns(TURNS_AHEAD * workers.count());
        final LongAdder placed = new LongAdder();
        workers.run(worker -> {
            final CellTree tree = new CellTree(cube);
            for (int i = next.getAndIncrement();
                    i < buckets.size() && !workers.hasFailed();
                    i = next.getAndIncrement()) {
                if (options.cancelled().getAsBoolean()) {
                    turns.end();
                    throw new LodCancelledException();
                }
                final int number = i;
                try {
                    final CellDivision.Bucket bucket = buckets.get(i);
                    final int[] records = tree.records(bucket.count());
                    spill.read(bucket.first(), records, bucket.count());
                    spill.free(bucket.first(), bucket.count());
                    final LodNode made = grow(tree, bucket, i == 0 ? 0 : bucket.partsFrom(buckets.get(i - 1)), writer);
                    final UpperPoints above = tree.upper();
                    turns.take(number, () -> {
                        upper.add(bucket, above, made);
                        placed.add(bucket.count());
                        options.progress().placed(placed.sum(), division.points());
                        tellOfGrowth(upper, writer, path);
                    });
                } catch (final IOException | RuntimeException | Error e) {
                    turns.end();
                    throw e;
                }
            }
        });
        return upper.finish();
    }

    private void tellOfGrowth(final UpperTree upper, final LodWriter writer, final Path path) throws IOException {
        final LodOptions.Growth growth = options.growth();
        if (growth == null || !growth.isWanted()) {
            return;
        }
        final LodNode root = upper.partial();
        if (root != null) {
            growth.grown(writer.partial(path, root));
        }
    }

    private static @Nullable LodNode grow(
            final CellTree tree, final CellDivision.Bucket bucket, final int firstParts, final LodWriter writer)
            throws IOException {
        try (OffHeap.Block block =
                OffHeap.allocate(MemoryTag.SCRATCH, (long) bucket.count() * LodDescriptor.POINT_BYTES)) {
            final NodePoints points = new NodePoints(block.segment());
            final LodNode made = tree.build(bucket, firstParts, points);
            if (made != null) {
                final List<LodNode> all = new ArrayList<>();
                collect(made, all);
                writer.write(block.segment().asSlice(0, points.used()), all);
            }
            return made;
        }
    }

    private static void collect(final LodNode node, final List<LodNode> all) {
        all.add(node);
        node.children.forEach(child -> collect(child, all));
    }
}
