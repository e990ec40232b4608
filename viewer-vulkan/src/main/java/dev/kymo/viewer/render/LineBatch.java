package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Collects segments, each with its colour (`0xRRGGBBAA`) and radius (see [LineDrawData#upload]), for one upload.
public final class LineBatch {
    private static final int FLOATS_PER_SEGMENT = 6;
    /// Pairs of the corners of a box that an edge joins; bit 0 of a corner is x, bit 1 y, bit 2 z.
    private static final int[] BOX_EDGES = {0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 1, 3, 4, 6, 5, 7, 0, 4, 1, 5, 2, 6, 3, 7};

    private static final int FIRST_ROOM = 64;

    private float[] ends;
    private int[] colours;
    private float[] radii;
    private int count;

    public LineBatch() {
        this(FIRST_ROOM);
    }

    /// @param room for how many segments at first
    public LineBatch(final int room) {
        ends = new float[FLOATS_PER_SEGMENT * room];
        colours = new int[room];
        radii = new float[room];
    }

    /// Begins anew.
    public void clear() {
        count = 0;
    }

    /// Adds what another one has collected.
    void append(final LineBatch other) {
        makeRoom(other.count);
        count += other.count;
        replace(count - other.count, other);
    }

    /// Puts what another one has collected in the place of as many segments from `at` on.
    void replace(final int at, final LineBatch other) {
        java.util.Objects.checkFromIndexSize(at, other.count, count);
        System.arraycopy(other.ends, 0, ends, at * FLOATS_PER_SEGMENT, other.count * FLOATS_PER_SEGMENT);
        System.arraycopy(other.colours, 0, colours, at, other.count);
        System.arraycopy(other.radii, 0, radii, at, other.count);
    }

    private void makeRoom(final int more) {
        if (count + more > colours.length) {
            final int room = Math.max(count + more, Math.max(1, colours.length) * 2);
            ends = Arrays.copyOf(ends, Math.multiplyExact(room, FLOATS_PER_SEGMENT));
            colours = Arrays.copyOf(colours, room);
            radii = Arrays.copyOf(radii, room);
        }
    }

    public int count() {
        return count;
    }

    public LineBatch segment(
            final float ax,
            final float ay,
            final float az,
            final float bx,
            final float by,
            final float bz,
            final int colour,
            final float radius) {
        makeRoom(1);
        final int at = count * FLOATS_PER_SEGMENT;
        ends[at] = ax;
        ends[at + 1] = ay;
        ends[at + 2] = az;
        ends[at + 3] = bx;
        ends[at + 4] = by;
        ends[at + 5] = bz;
        colours[count] = colour;
        radii[count] = radius;
        count++;
        return this;
    }

    /// Joins consecutive points.
    ///
    /// @param points x, y, z of each
    public LineBatch strip(final float[] points, final int colour, final float radius) {
        if (points.length % 3 != 0) {
            throw new IllegalArgumentException("strip of " + points.length + " floats, expected a multiple of 3");
        }
        for (int i = 3; i < points.length; i += 3) {
            segment(
                    points[i - 3],
                    points[i - 2],
                    points[i - 1],
                    points[i],
                    points[i + 1],
                    points[i + 2],
                    colour,
                    radius);
        }
        return this;
    }

    /// The 12 edges of the box of half sizes `half` around the origin of `objectFromBox` (4×4, column-major).
    public LineBatch box(final float[] half, final double[] objectFromBox, final int colour, final float radius) {
        final double[] m = Matrices.check(objectFromBox);
        if (half.length != 3) {
            throw new IllegalArgumentException("half sizes: " + half.length + " numbers, expected 3");
        }
        final float[] corners = new float[8 * 3];
        for (int corner = 0; corner < 8; corner++) {
            final double x = (corner & 1) == 0 ? -half[0] : half[0];
            final double y = (corner & 2) == 0 ? -half[1] : half[1];
            final double z = (corner & 4) == 0 ? -half[2] : half[2];
            for (int row = 0; row < 3; row++) {
                corners[corner * 3 + row] = (float) (m[row] * x + m[4 + row] * y + m[8 + row] * z + m[12 + row]);
            }
        }
        for (int i = 0; i < BOX_EDGES.length; i += 2) {
            final int a = BOX_EDGES[i] * 3;
            final int b = BOX_EDGES[i + 1] * 3;
            segment(
                    corners[a],
                    corners[a + 1],
                    corners[a + 2],
                    corners[b],
                    corners[b + 1],
                    corners[b + 2],
                    colour,
                    radius);
        }
        return this;
    }

    /// Sends segments `from` to `to` again to where [#upload] has put them.
    void update(final LineDrawData uploaded, final int from, final int to) {
        uploaded.buffers()
                .update(
                        from,
                        MemorySegment.ofArray(ends)
                                .asSlice(
                                        from * (long) FLOATS_PER_SEGMENT * Float.BYTES,
                                        (to - from) * (long) FLOATS_PER_SEGMENT * Float.BYTES),
                        MemorySegment.ofArray(colours)
                                .asSlice(from * (long) Integer.BYTES, (to - from) * (long) Integer.BYTES),
                        MemorySegment.ofArray(radii)
                                .asSlice(from * (long) Float.BYTES, (to - from) * (long) Float.BYTES));
    }

    /// Copies what was collected to the device; the batch can go on collecting.
    public LineDrawData upload(final GpuDevice device) {
        return LineDrawData.upload(
                device,
                MemorySegment.ofArray(Arrays.copyOf(ends, count * FLOATS_PER_SEGMENT)),
                MemorySegment.ofArray(Arrays.copyOf(colours, count)),
                MemorySegment.ofArray(Arrays.copyOf(radii, count)),
                0,
                0);
    }
}
