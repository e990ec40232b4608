package dev.kymo.demo.world;

import java.util.Arrays;

/// Convex solids, field by field in arrays, so that a ray walks numbers and not objects.
///
/// Four kinds: boxes and ellipsoids turned about z, upright frustums (cylinders and cones), and anything that
/// planes enclose. A ray that starts inside of a solid does not meet it.
final class Solids {
    private static final byte BOX = 0;
    private static final byte ELLIPSOID = 1;
    private static final byte FRUSTUM = 2;
    private static final byte CONVEX = 3;

    /// Floats a solid: centre x, y, z; half sizes or radii x, y, z; cosine and sine of its yaw.
    private static final int STRIDE = 8;

    /// Floats a plane: outward normal x, y, z, and how far out it lies from the centre.
    private static final int PLANE_STRIDE = 4;

    private static final int CX = 0;
    private static final int CY = 1;
    private static final int CZ = 2;
    private static final int SX = 3;
    private static final int SY = 4;
    private static final int SZ = 5;
    private static final int COS = 6;
    private static final int SIN = 7;

    private int count;
    private byte[] kinds = new byte[64];
    private float[] shape = new float[64 * STRIDE];
    private int[] firstPlane = new int[65];
    private float[] planes = new float[64 * PLANE_STRIDE];
    private Material[] materials = new Material[64];
    private float[] rgb = new float[64 * 3];
    private short[] things = new short[64];

    int count() {
        return count;
    }

    Material material(final int i) {
        return materials[i];
    }

    float color(final int i, final int channel) {
        return rgb[3 * i + channel];
    }

    /// The thing that a solid is part of; see [World#things].
    int thing(final int i) {
        return things[i];
    }

    float centerX(final int i) {
        return shape[i * STRIDE + CX];
    }

    float centerY(final int i) {
        return shape[i * STRIDE + CY];
    }

    float centerZ(final int i) {
        return shape[i * STRIDE + CZ];
    }

    float halfSizeZ(final int i) {
        return shape[i * STRIDE + SZ];
    }

    float cosYaw(final int i) {
        return shape[i * STRIDE + COS];
    }

    float sinYaw(final int i) {
        return shape[i * STRIDE + SIN];
    }

    boolean isBox(final int i) {
        return kinds[i] == BOX;
    }

    int box(final Paint paint, final float[] center, final float[] halfSizes, final float yawRad) {
        return add(BOX, paint, center, halfSizes, yawRad);
    }

    int ellipsoid(final Paint paint, final float[] center, final float[] radii, final float yawRad) {
        return add(ELLIPSOID, paint, center, radii, yawRad);
    }

    /// An upright cylinder or cone from `bottomZ` to `topZ`.
    int frustum(
            final Paint paint,
            final float x,
            final float y,
            final float bottomZ,
            final float topZ,
            final float bottomRadius,
            final float topRadius) {
        return add(
                FRUSTUM,
                paint,
                new float[] {x, y, (bottomZ + topZ) / 2},
                new float[] {bottomRadius, topRadius, (topZ - bottomZ) / 2},
                0);
    }

    /// What lies behind all planes. Each plane is a unit normal and its distance from the centre, in axes
    /// turned by the yaw.
    ///
    /// @param halfSizes of a box, turned by the yaw, that holds the solid
    int convex(
            final Paint paint,
            final float[] center,
            final float[] halfSizes,
            final float yawRad,
            final float... normalsAndOffsets) {
        final int start = firstPlane[count];
        final int end = start + normalsAndOffsets.length / PLANE_STRIDE;
        if (planes.length < end * PLANE_STRIDE) {
            planes = Arrays.copyOf(planes, 2 * end * PLANE_STRIDE);
        }
        System.arraycopy(normalsAndOffsets, 0, planes, start * PLANE_STRIDE, normalsAndOffsets.length);
        final int index = add(CONVEX, paint, center, halfSizes, yawRad);
        firstPlane[index + 1] = end;
        return index;
    }

    private int add(final byte kind, final Paint paint, final float[] center, final float[] sizes, final float yawRad) {
        if (count == kinds.length) {
            final int more = 2 * count;
            kinds = Arrays.copyOf(kinds, more);
            shape = Arrays.copyOf(shape, more * STRIDE);
            firstPlane = Arrays.copyOf(firstPlane, more + 1);
            materials = Arrays.copyOf(materials, more);
            rgb = Arrays.copyOf(rgb, more * 3);
            things = Arrays.copyOf(things, more);
        }
        final int i = count++;
        kinds[i] = kind;
        System.arraycopy(center, 0, shape, i * STRIDE + CX, 3);
        System.arraycopy(sizes, 0, shape, i * STRIDE + SX, 3);
        shape[i * STRIDE + COS] = (float) Math.cos(yawRad);
        shape[i * STRIDE + SIN] = (float) Math.sin(yawRad);
        firstPlane[i + 1] = firstPlane[i];
        materials[i] = paint.material();
        rgb[3 * i] = paint.red();
        rgb[3 * i + 1] = paint.green();
        rgb[3 * i + 2] = paint.blue();
        things[i] = (short) paint.thing();
        return i;
    }

    /// Moves a solid. For solids that no grid holds.
    void place(final int i, final float x, final float y, final float z, final float cosYaw, final float sinYaw) {
        final int at = i * STRIDE;
        shape[at + CX] = x;
        shape[at + CY] = y;
        shape[at + CZ] = z;
        shape[at + COS] = cosYaw;
        shape[at + SIN] = sinYaw;
    }

    /// Half the side along x of the upright box around a solid.
    float boundX(final int i) {
        final int at = i * STRIDE;
        if (kinds[i] == FRUSTUM) {
            return Math.max(shape[at + SX], shape[at + SY]);
        }
        return Math.abs(shape[at + COS] * shape[at + SX]) + Math.abs(shape[at + SIN] * shape[at + SY]);
    }

    /// Half the side along y of the upright box around a solid.
    float boundY(final int i) {
        final int at = i * STRIDE;
        if (kinds[i] == FRUSTUM) {
            return Math.max(shape[at + SX], shape[at + SY]);
        }
        return Math.abs(shape[at + SIN] * shape[at + SX]) + Math.abs(shape[at + COS] * shape[at + SY]);
    }

    /// Whether a point lies inside of a solid.
    boolean contains(final int i, final float x, final float y, final float z) {
        final int at = i * STRIDE;
        final float px = x - shape[at + CX];
        final float py = y - shape[at + CY];
        final float lx = px * shape[at + COS] + py * shape[at + SIN];
        final float ly = py * shape[at + COS] - px * shape[at + SIN];
        final float lz = z - shape[at + CZ];
        return switch (kinds[i]) {
            case BOX ->
                Math.abs(lx) <= shape[at + SX] && Math.abs(ly) <= shape[at + SY] && Math.abs(lz) <= shape[at + SZ];
            case ELLIPSOID -> {
                final float ex = lx / shape[at + SX];
                final float ey = ly / shape[at + SY];
                final float ez = lz / shape[at + SZ];
                yield ex * ex + ey * ey + ez * ez <= 1;
            }
            case FRUSTUM -> {
                final float radius = radiusAt(at, lz);
                yield Math.abs(lz) <= shape[at + SZ] && lx * lx + ly * ly <= radius * radius;
            }
            default -> {
                boolean inside = true;
                for (int p = firstPlane[i] * PLANE_STRIDE; p < firstPlane[i + 1] * PLANE_STRIDE; p += PLANE_STRIDE) {
                    inside &= planes[p] * lx + planes[p + 1] * ly + planes[p + 2] * lz <= planes[p + 3];
                }
                yield inside;
            }
        };
    }

    private float radiusAt(final int at, final float localZ) {
        final float share = (localZ / shape[at + SZ] + 1) / 2;
        return shape[at + SX] + share * (shape[at + SY] - shape[at + SX]);
    }

    /// Distance to where `ray` enters solid `i`; infinity when it does not, or not before its present end.
    float entry(final int i, final Ray ray) {
        final int at = i * STRIDE;
        final float[] s = shape;
        final float px = ray.ox - s[at + CX];
        final float py = ray.oy - s[at + CY];
        final float pz = ray.oz - s[at + CZ];
        final float cos = s[at + COS];
        final float sin = s[at + SIN];
        final float ox = px * cos + py * sin;
        final float oy = py * cos - px * sin;
        final float dx = ray.dx * cos + ray.dy * sin;
        final float dy = ray.dy * cos - ray.dx * sin;
        final float t = switch (kinds[i]) {
            case BOX -> enterBox(s, at, ox, oy, pz, dx, dy, ray.dz);
            case ELLIPSOID ->
                enterSphere(
                        ox / s[at + SX],
                        oy / s[at + SY],
                        pz / s[at + SZ],
                        dx / s[at + SX],
                        dy / s[at + SY],
                        ray.dz / s[at + SZ]);
            case FRUSTUM -> enterFrustum(s, at, ox, oy, pz, dx, dy, ray.dz);
            default -> enterConvex(i, ox, oy, pz, dx, dy, ray.dz);
        };
        return t < ray.t ? t : Float.POSITIVE_INFINITY;
    }

    private static float enterBox(
            final float[] s,
            final int at,
            final float ox,
            final float oy,
            final float oz,
            final float dx,
            final float dy,
            final float dz) {
        final float ix = 1 / dx;
        final float iy = 1 / dy;
        final float iz = 1 / dz;
        final float halfX = Math.abs(ix) * s[at + SX];
        final float halfY = Math.abs(iy) * s[at + SY];
        final float halfZ = Math.abs(iz) * s[at + SZ];
        final float midX = -ox * ix;
        final float midY = -oy * iy;
        final float midZ = -oz * iz;
        final float enter = greater(greater(midX - halfX, midY - halfY), midZ - halfZ);
        final float leave = lesser(lesser(midX + halfX, midY + halfY), midZ + halfZ);
        return enter <= leave && enter > 0 ? enter : Float.POSITIVE_INFINITY;
    }

    /// Without the care for NaN and the sign of zero that `Math.max` takes.
    private static float greater(final float a, final float b) {
        return a > b ? a : b;
    }

    private static float lesser(final float a, final float b) {
        return a < b ? a : b;
    }

    /// The unit sphere around the origin, with a direction of any length.
    private static float enterSphere(
            final float ox, final float oy, final float oz, final float dx, final float dy, final float dz) {
        final float dd = dx * dx + dy * dy + dz * dz;
        final float nearest = -(ox * dx + oy * dy + oz * dz) / dd;
        // From the nearest point, not from the origin: far away the difference of squares would lose all its digits
        final float qx = ox + nearest * dx;
        final float qy = oy + nearest * dy;
        final float qz = oz + nearest * dz;
        final float rest = 1 - (qx * qx + qy * qy + qz * qz);
        if (rest < 0) {
            return Float.POSITIVE_INFINITY;
        }
        final float t = nearest - (float) Math.sqrt(rest / dd);
        return t > 0 ? t : Float.POSITIVE_INFINITY;
    }

    private static float enterFrustum(
            final float[] s,
            final int at,
            final float ox,
            final float oy,
            final float oz,
            final float dx,
            final float dy,
            final float dz) {
        final float half = s[at + SZ];
        final float taper = (s[at + SY] - s[at + SX]) / (2 * half);
        final float middle = (s[at + SX] + s[at + SY]) / 2;
        // Moved to the nearest point of the axis first, for the sake of digits
        final float dd = dx * dx + dy * dy;
        final float shift = dd > 1e-9f ? -(ox * dx + oy * dy) / dd : 0;
        final float qx = ox + shift * dx;
        final float qy = oy + shift * dy;
        final float radius = middle + taper * (oz + shift * dz);
        final float slope = taper * dz;
        final float a = dd - slope * slope;
        final float b = -radius * slope;
        final float c = qx * qx + qy * qy - radius * radius;
        float best = Float.POSITIVE_INFINITY;
        final float discriminant = b * b - a * c;
        if (discriminant >= 0 && Math.abs(a) > 1e-12f) {
            final float root = (float) Math.sqrt(discriminant);
            best = side(s, at, (-b - root) / a, shift, oz, dz, radius, slope, best);
            best = side(s, at, (-b + root) / a, shift, oz, dz, radius, slope, best);
        }
        if (dz != 0) {
            best = cap(s[at + SY], (half - oz) / dz, ox, oy, dx, dy, best);
            best = cap(s[at + SX], (-half - oz) / dz, ox, oy, dx, dy, best);
        }
        return oz > -half && oz < half && ox * ox + oy * oy < square(middle + taper * oz)
                ? Float.POSITIVE_INFINITY
                : best;
    }

    private static float square(final float value) {
        return value * value;
    }

    private static float side(
            final float[] s,
            final int at,
            final float u,
            final float shift,
            final float oz,
            final float dz,
            final float radius,
            final float slope,
            final float best) {
        final float t = u + shift;
        // On the cone itself, not on its mirror image above the tip, and between the caps
        final boolean isOnSide = Math.abs(oz + t * dz) <= s[at + SZ] && radius + slope * u >= 0;
        return isOnSide && t > 0 && t < best ? t : best;
    }

    private static float cap(
            final float radius,
            final float t,
            final float ox,
            final float oy,
            final float dx,
            final float dy,
            final float best) {
        if (t <= 0 || t >= best) {
            return best;
        }
        final float x = ox + t * dx;
        final float y = oy + t * dy;
        return x * x + y * y <= radius * radius ? t : best;
    }

    private float enterConvex(
            final int i,
            final float ox,
            final float oy,
            final float oz,
            final float dx,
            final float dy,
            final float dz) {
        float enter = 0;
        float leave = Float.POSITIVE_INFINITY;
        final int end = firstPlane[i + 1] * PLANE_STRIDE;
        for (int p = firstPlane[i] * PLANE_STRIDE; p < end; p += PLANE_STRIDE) {
            final float outside = planes[p] * ox + planes[p + 1] * oy + planes[p + 2] * oz - planes[p + 3];
            final float rate = planes[p] * dx + planes[p + 1] * dy + planes[p + 2] * dz;
            if (rate < 0) {
                enter = greater(enter, -outside / rate);
            } else if (rate > 0) {
                leave = lesser(leave, -outside / rate);
            } else if (outside > 0) {
                return Float.POSITIVE_INFINITY;
            }
        }
        return enter > 0 && enter <= leave ? enter : Float.POSITIVE_INFINITY;
    }

    /// The outward unit normal of solid `i` at the end of `ray`, into it.
    void normal(final int i, final Ray ray) {
        final int at = i * STRIDE;
        final float[] s = shape;
        final float px = ray.x() - s[at + CX];
        final float py = ray.y() - s[at + CY];
        final float lx = px * s[at + COS] + py * s[at + SIN];
        final float ly = py * s[at + COS] - px * s[at + SIN];
        final float lz = ray.z() - s[at + CZ];
        switch (kinds[i]) {
            case BOX -> boxNormal(at, ray, lx, ly, lz);
            case ELLIPSOID ->
                turned(at, ray, lx / square(s[at + SX]), ly / square(s[at + SY]), lz / square(s[at + SZ]));
            case FRUSTUM -> frustumNormal(at, ray, lx, ly, lz);
            default -> {
                int nearest = firstPlane[i] * PLANE_STRIDE;
                float least = Float.POSITIVE_INFINITY;
                for (int p = nearest; p < firstPlane[i + 1] * PLANE_STRIDE; p += PLANE_STRIDE) {
                    final float off =
                            Math.abs(planes[p] * lx + planes[p + 1] * ly + planes[p + 2] * lz - planes[p + 3]);
                    if (off < least) {
                        least = off;
                        nearest = p;
                    }
                }
                turned(at, ray, planes[nearest], planes[nearest + 1], planes[nearest + 2]);
            }
        }
    }

    private void boxNormal(final int at, final Ray ray, final float lx, final float ly, final float lz) {
        final float offX = Math.abs(Math.abs(lx) - shape[at + SX]);
        final float offY = Math.abs(Math.abs(ly) - shape[at + SY]);
        final float offZ = Math.abs(Math.abs(lz) - shape[at + SZ]);
        if (offZ <= offX && offZ <= offY) {
            turned(at, ray, 0, 0, lz);
        } else if (offX <= offY) {
            turned(at, ray, lx, 0, 0);
        } else {
            turned(at, ray, 0, ly, 0);
        }
    }

    private void frustumNormal(final int at, final Ray ray, final float lx, final float ly, final float lz) {
        final float distance = (float) Math.sqrt(lx * lx + ly * ly);
        final float offSide = Math.abs(distance - radiusAt(at, lz));
        final float offCap = Math.abs(Math.abs(lz) - shape[at + SZ]);
        if (offCap < offSide) {
            turned(at, ray, 0, 0, lz);
        } else {
            turned(at, ray, lx, ly, distance * (shape[at + SX] - shape[at + SY]) / (2 * shape[at + SZ]));
        }
    }

    private void turned(final int at, final Ray ray, final float lx, final float ly, final float lz) {
        final float inverse = 1 / (float) Math.sqrt(Math.max(lx * lx + ly * ly + lz * lz, 1e-20f));
        ray.nx = (lx * shape[at + COS] - ly * shape[at + SIN]) * inverse;
        ray.ny = (lx * shape[at + SIN] + ly * shape[at + COS]) * inverse;
        ray.nz = lz * inverse;
    }
}
