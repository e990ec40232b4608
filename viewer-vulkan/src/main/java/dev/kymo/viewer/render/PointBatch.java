package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Many small clouds, each with a place of its own, that are drawn at once: what thousands of entities of a few points
/// each would otherwise cost in draws and buffers. Only what has changed is sent to the device.
///
/// ```text
///   points    24 bytes each: position (3 × f32), colour, radius (f32), number of its cloud     as batch.glsl has it
///   objects   68 bytes each: clip coordinates from the cloud's (4×4 × f32), scale (f32)
/// ```
///
/// Drawn by the same arithmetic as [PointDrawData], so that the pixels are the same. One thread, the device's; closed
/// by
/// its creator.
public final class PointBatch implements AutoCloseable {
    /// Larger clouds are better off with buffers of their own.
    public static final int CLOUD_POINTS_MAX = 256;
    /// What a cloud may have as its radius; smaller ones are drawn as dots, by other shaders.
    private static final float UI_RADIUS_MIN = 1;

    private static final int POINT_WORDS = 6;
    private static final int OBJECT_WORDS = 17;
    private static final int FIRST_ROOM = 64;
    private static final int NO_OBJECT = -1;

    private final GpuDevice device;
    private int[] points = new int[FIRST_ROOM * POINT_WORDS];
    private int pointCount;
    /// Per cloud: its first point, how many it has, and for how many there is room.
    private int[] first = new int[FIRST_ROOM];

    private int[] counts = new int[FIRST_ROOM];
    private int[] rooms = new int[FIRST_ROOM];
    private double[] places = new double[FIRST_ROOM * Matrices.LENGTH];
    private final float[] clip = new float[Matrices.LENGTH];
    private float[] objects = new float[FIRST_ROOM * OBJECT_WORDS];
    private int objectCount;
    private int nextFree = NO_OBJECT;
    private int live;
    private final DirtyRanges dirtyPoints = new DirtyRanges();
    private final DirtyRanges movedObjects = new DirtyRanges();
    private @Nullable GpuBuffer pointBuffer;
    private @Nullable GpuBuffer objectBuffer;
    private @Nullable Camera camera;
    private int width;
    private int height;
    private long revision;
    private long sentBytes;
    /// Whether some radius is in units of the world, and so may be any number of pixels.
    private boolean hasWorldRadii;

    private float greatestUiRadius;

    public PointBatch(final GpuDevice device) {
        this.device = device;
    }

    /// Whether a cloud may be part of a batch: it is small, and not of dots.
    ///
    /// @param radius of all its points; null when they have their own
    public static boolean takes(final long points, final @Nullable Float radius) {
        return points <= CLOUD_POINTS_MAX && (radius == null || !(radius > -UI_RADIUS_MIN && radius <= 0));
    }

    /// Room for a cloud; it has no points yet.
    ///
    /// @return its number until it is removed
    public int add() {
        final int object;
        if (nextFree == NO_OBJECT) {
            object = objectCount++;
            if (object == first.length) {
                final int room = objectCount * 2;
                first = Arrays.copyOf(first, room);
                counts = Arrays.copyOf(counts, room);
                rooms = Arrays.copyOf(rooms, room);
                places = Arrays.copyOf(places, room * Matrices.LENGTH);
                objects = Arrays.copyOf(objects, room * OBJECT_WORDS);
            }
        } else {
            object = nextFree;
            nextFree = first[object];
        }
        counts[object] = 0;
        rooms[object] = 0;
        live++;
        return object;
    }

    public void remove(final int object) {
        hide(object, 0);
        // The number's next owner finds no room; what was its is dead until all is laid out anew.
        first[object] = nextFree;
        counts[object] = 0;
        rooms[object] = 0;
        nextFree = object;
        live--;
        revision++;
    }

    /// How many clouds there are.
    public int size() {
        return live;
    }

    /// Gives a cloud other points; `set` is to be called for each of them.
    public void resize(final int object, final int count) {
        if (count < 0 || count > CLOUD_POINTS_MAX) {
            throw new IllegalArgumentException("count=" + count + ", allowed: 0 to " + CLOUD_POINTS_MAX);
        }
        if (count > rooms[object]) {
            hide(object, 0);
            final int room = Math.max(1, Integer.highestOneBit(count * 2 - 1));
            makeRoom(room);
            first[object] = pointCount;
            rooms[object] = room;
            pointCount += room;
            dirtyPoints.mark(first[object], pointCount);
            revision++;
        }
        counts[object] = count;
        hide(object, count);
    }

    /// Points of a cloud from `from` on are not drawn.
    private void hide(final int object, final int from) {
        for (int i = from; i < rooms[object]; i++) {
            final int at = (first[object] + i) * POINT_WORDS;
            if (points[at + 3] != 0) {
                points[at + 3] = 0;
                dirtyPoints.mark(first[object] + i);
                revision++;
            }
        }
    }

    private void makeRoom(final int room) {
        final long needed = (long) pointCount + room;
        if (needed * POINT_WORDS > points.length) {
            layOut(room);
        }
    }

    /// Leaves out what is dead, and takes twice the room of what is left.
    private void layOut(final int room) {
        int alive = room;
        final boolean[] isFree = new boolean[objectCount];
        for (int free = nextFree; free != NO_OBJECT; free = first[free]) {
            isFree[free] = true;
        }
        for (int object = 0; object < objectCount; object++) {
            alive += isFree[object] ? 0 : rooms[object];
        }
        final int[] next = new int[Math.multiplyExact(Math.max(FIRST_ROOM, alive * 2), POINT_WORDS)];
        int at = 0;
        for (int object = 0; object < objectCount; object++) {
            if (!isFree[object] && rooms[object] > 0) {
                System.arraycopy(
                        points, first[object] * POINT_WORDS, next, at * POINT_WORDS, rooms[object] * POINT_WORDS);
                first[object] = at;
                at += rooms[object];
            }
        }
        points = next;
        pointCount = at;
        dirtyPoints.clear();
        dirtyPoints.mark(0, at);
        revision++;
    }

    /// @param radius in the object's units, or in UI pixels when negative; NaN is 1.5 UI pixels
    public void set(
            final int object,
            final int index,
            final float x,
            final float y,
            final float z,
            final int colour,
            final float radius) {
        final int at = (first[object] + java.util.Objects.checkIndex(index, counts[object])) * POINT_WORDS;
        boolean isChanged = put(at, Float.floatToRawIntBits(x));
        isChanged |= put(at + 1, Float.floatToRawIntBits(y));
        isChanged |= put(at + 2, Float.floatToRawIntBits(z));
        isChanged |= put(at + 3, colour);
        isChanged |= put(at + 4, Float.floatToRawIntBits(radius));
        isChanged |= put(at + 5, object);
        if (isChanged) {
            dirtyPoints.mark(first[object] + index);
            revision++;
        }
        hasWorldRadii |= !(radius <= 0);
        greatestUiRadius = Math.max(greatestUiRadius, -radius);
    }

    /// Another colour for a point that has been set.
    public void colour(final int object, final int index, final int colour) {
        final int at = (first[object] + java.util.Objects.checkIndex(index, counts[object])) * POINT_WORDS;
        if (put(at + 3, colour)) {
            dirtyPoints.mark(first[object] + index);
            revision++;
        }
    }

    private boolean put(final int at, final int word) {
        if (points[at] == word) {
            return false;
        }
        points[at] = word;
        return true;
    }

    /// @param worldFromObject 4×4, column-major; copied
    public void place(final int object, final double[] worldFromObject) {
        final double[] m = Matrices.check(worldFromObject);
        final int at = object * Matrices.LENGTH;
        if (Arrays.equals(places, at, at + Matrices.LENGTH, m, 0, Matrices.LENGTH)) {
            return;
        }
        System.arraycopy(m, 0, places, at, Matrices.LENGTH);
        objects[object * OBJECT_WORDS + Matrices.LENGTH] = (float) Matrices.scaleOf(m);
        movedObjects.mark(object);
        revision++;
    }

    /// Another number after each change of what is drawn.
    long revision() {
        return revision;
    }

    /// Bytes sent to the device so far.
    public long sentBytes() {
        return sentBytes;
    }

    /// Points to draw, those included that are hidden.
    int pointCount() {
        return pointCount;
    }

    boolean mayExceed(final float pixels, final float uiScale) {
        return hasWorldRadii || greatestUiRadius * uiScale > pixels;
    }

    long pointsAddress() {
        return pointBuffer == null ? 0 : pointBuffer.address();
    }

    /// What [#pointsAddress] is the address of; only while there are points.
    GpuBuffer points() {
        return java.util.Objects.requireNonNull(pointBuffer);
    }

    /// What [#objectsAddress] is the address of; only while there are points.
    GpuBuffer objects() {
        return java.util.Objects.requireNonNull(objectBuffer);
    }

    long objectsAddress() {
        return objectBuffer == null ? 0 : objectBuffer.address();
    }

    /// Brings the device up to date for a picture; before the picture's commands are submitted.
    void send(final Camera seenBy, final int pictureWidth, final int pictureHeight) {
        if (pointCount == 0) {
            return;
        }
        if (!seenBy.isSame(camera) || width != pictureWidth || height != pictureHeight) {
            camera = seenBy;
            width = pictureWidth;
            height = pictureHeight;
            movedObjects.mark(0, objectCount);
        }
        final GpuBuffer forPoints = grown(pointBuffer, (long) pointCount * POINT_WORDS * Integer.BYTES);
        if (!forPoints.equals(pointBuffer)) {
            pointBuffer = forPoints;
            dirtyPoints.mark(0, pointCount);
        }
        final GpuBuffer forObjects = grown(objectBuffer, (long) objectCount * OBJECT_WORDS * Float.BYTES);
        if (!forObjects.equals(objectBuffer)) {
            objectBuffer = forObjects;
            movedObjects.mark(0, objectCount);
        }
        final MemorySegment pointWords = MemorySegment.ofArray(points);
        dirtyPoints.send((from, to) -> send(pointWords, forPoints, from, to, POINT_WORDS));
        final MemorySegment objectWords = MemorySegment.ofArray(objects);
        movedObjects.send((from, to) -> {
            for (int object = from; object < to; object++) {
                seenBy.clipFromObject(places, object * Matrices.LENGTH, pictureWidth, pictureHeight, clip);
                System.arraycopy(clip, 0, objects, object * OBJECT_WORDS, Matrices.LENGTH);
            }
            send(objectWords, forObjects, from, to, OBJECT_WORDS);
        });
    }

    private void send(
            final MemorySegment words, final GpuBuffer target, final int from, final int to, final int itemWords) {
        final long itemBytes = (long) itemWords * Integer.BYTES;
        final MemorySegment run = words.asSlice(from * itemBytes, (to - from) * itemBytes);
        device.staging().upload(run, target, from * itemBytes);
        sentBytes += run.byteSize();
    }

    private GpuBuffer grown(final @Nullable GpuBuffer present, final long bytes) {
        if (present != null && present.sizeBytes() >= bytes) {
            return present;
        }
        if (present != null) {
            present.close();
        }
        return device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, bytes * 3 / 2);
    }

    @Override
    public void close() {
        if (pointBuffer != null) {
            pointBuffer.close();
            pointBuffer = null;
        }
        if (objectBuffer != null) {
            objectBuffer.close();
            objectBuffer = null;
        }
    }
}
