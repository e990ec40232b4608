package dev.kymo.demo.world;

import java.util.Arrays;

/// A ray, and after a [World#cast] what it met. Used again and again by one thread, so that casting allocates nothing.
public final class Ray {
    /// [#solid] of a ray that met nothing.
    public static final int NOTHING = -1;
    /// [#solid] of a ray that met the ground.
    public static final int GROUND = -2;
    /// Added to the index of a solid that moves.
    static final int MOVING = 1 << 24;

    private static final float TINY = 1e-9f;

    /// Where it starts.
    public float ox;

    public float oy;
    public float oz;
    /// Where it goes, of length 1.
    public float dx;

    public float dy;
    public float dz;
    /// How far it reaches; after a cast the distance to what it met.
    public float t;
    /// What it met: [#NOTHING], [#GROUND], or a solid.
    public int solid;
    /// Unit normal where it met something, filled in by [World#normal].
    public float nx;

    public float ny;
    public float nz;
    /// Linear colour there, 0 to 1, filled in by [World#albedo].
    public float red;

    public float green;
    public float blue;

    // A solid lies in several cells of the grid; it is tried once a ray
    private final int[] triedAt;
    private int stamp;

    /// The people as this ray sees them; its owner moves them.
    final Solids moving = new Solids();

    Ray(final int solids) {
        triedAt = new int[solids];
    }

    public void from(final float x, final float y, final float z) {
        ox = x;
        oy = y;
        oz = z;
    }

    /// @param reachM how far it goes at most
    public void toward(final float x, final float y, final float z, final float reachM) {
        // No component is ever zero, so that nobody who divides by one needs a special case
        dx = Math.abs(x) < TINY ? TINY : x;
        dy = Math.abs(y) < TINY ? TINY : y;
        dz = Math.abs(z) < TINY ? TINY : z;
        t = reachM;
        solid = NOTHING;
        if (++stamp == 0) {
            Arrays.fill(triedAt, 0);
            stamp = 1;
        }
    }

    public float x() {
        return ox + t * dx;
    }

    public float y() {
        return oy + t * dy;
    }

    public float z() {
        return oz + t * dz;
    }

    boolean endOnGround(final float distanceM, final float endM) {
        if (distanceM > endM) {
            return false;
        }
        t = distanceM;
        solid = GROUND;
        return true;
    }

    boolean firstTry(final int index) {
        if (triedAt[index] == stamp) {
            return false;
        }
        triedAt[index] = stamp;
        return true;
    }
}
