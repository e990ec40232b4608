package dev.kymo.demo.world;

import java.util.List;

/// A block of houses around a green, and people who walk along its street. Immutable but for what rays carry: any
/// thread may cast rays of its own.
public final class World {
    /// Towards the sun, a unit vector.
    static final float SUN_X = 0.4558f;

    static final float SUN_Y = -0.5470f;
    static final float SUN_Z = 0.7020f;

    private static final float HALF_EXTENT_M = 46;
    private static final float SHADOW_REACH_M = 40;

    private final Terrain terrain;
    private final Route route;
    private final Solids solids;
    private final Grid grid;
    private final GroundPlan plan;
    private final Surfaces surfaces;
    private final People people;
    private final List<Thing> things;

    private World(final long seed) {
        terrain = Terrain.rolling(HALF_EXTENT_M, 0.45f, seed);
        route = new Route();
        final Courtyard courtyard = new Courtyard(terrain, route, seed);
        solids = courtyard.solids();
        grid = new Grid(solids, HALF_EXTENT_M);
        people = new People(route, terrain, courtyard.things());
        things = List.copyOf(courtyard.things());
        plan = new GroundPlan(HALF_EXTENT_M, route);
        surfaces = new Surfaces(solids, plan);
    }

    /// The same world for the same seed. Takes some tenths of a second of computing: light is baked.
    public static World of(final long seed) {
        final World world = new World(seed);
        world.plan.light(world);
        return world;
    }

    public Terrain terrain() {
        return terrain;
    }

    public Route route() {
        return route;
    }

    /// What a robot may detect; [#thing] gives indexes into it.
    public List<Thing> things() {
        return things;
    }

    /// How many walk about.
    public int people() {
        return people.count();
    }

    /// A ray of the calling thread's, which sees people where they are at time 0.
    public Ray newRay() {
        final Ray ray = new Ray(solids.count());
        people.join(ray);
        return ray;
    }

    /// Moves people to where they are at `timeS`, as `ray` sees them.
    public void setTime(final Ray ray, final double timeS) {
        people.move(ray, timeS);
    }

    /// Where a person stands at `timeS`: x, y, z of the feet and the yaw in radians into `pose`.
    public void personAt(final int person, final double timeS, final float[] pose) {
        people.at(person, timeS, pose);
    }

    /// Shortens `ray` to the nearest thing it meets.
    public void cast(final Ray ray) {
        terrain.meet(ray);
        grid.meet(ray, false);
        people.meet(ray);
    }

    /// The unit normal where a ray met something, into the ray.
    public void normal(final Ray ray) {
        if (ray.solid == Ray.GROUND) {
            terrain.normal(ray, ray.x(), ray.y());
        } else if (ray.solid >= Ray.MOVING) {
            ray.moving.normal(ray.solid - Ray.MOVING, ray);
        } else if (ray.solid >= 0) {
            solids.normal(ray.solid, ray);
        }
    }

    /// The colour without light where a ray met something, into the ray, which has its normal already.
    public void albedo(final Ray ray) {
        surfaces.paint(ray);
    }

    public Material material(final Ray ray) {
        if (ray.solid == Ray.GROUND) {
            return Material.GROUND;
        }
        return ray.solid >= Ray.MOVING ? ray.moving.material(ray.solid - Ray.MOVING) : solids.material(ray.solid);
    }

    /// Which of [#things] a ray met; negative when it has no name.
    public int thing(final Ray ray) {
        if (ray.solid < 0) {
            return Paint.NO_THING;
        }
        return ray.solid >= Ray.MOVING ? ray.moving.thing(ray.solid - Ray.MOVING) : solids.thing(ray.solid);
    }

    /// Share of sunlight on the ground at x, y.
    public float groundSun(final float x, final float y) {
        return plan.sun(x, y);
    }

    /// Share of the sky that the ground at x, y sees.
    public float groundSky(final float x, final float y) {
        return plan.sky(x, y);
    }

    /// Cosine of the angle between a unit normal and the sun; 0 for what is turned away.
    public float towardSun(final float nx, final float ny, final float nz) {
        return Math.max(0, nx * SUN_X + ny * SUN_Y + nz * SUN_Z);
    }

    /// How much cloud there is in a direction, given as where it meets a plane above; 0 to 1.
    public float cloud(final float x, final float y) {
        final float field = 0.6f * Noise.smooth(x * 0.9f + 40, y * 0.9f)
                + 0.27f * Noise.smooth(x * 2.3f, y * 2.3f + 9)
                + 0.13f * Noise.smooth(x * 5.1f + 3, y * 5.1f);
        return Math.clamp((field - 0.48f) * 2.6f, 0f, 0.9f);
    }

    /// Whether the sun shines on where `ray` starts; uses the ray up.
    public boolean seesSun(final Ray ray, final float jitterX, final float jitterY) {
        final float x = SUN_X + jitterX;
        final float y = SUN_Y + jitterY;
        final float inverse = 1 / (float) Math.sqrt(x * x + y * y + SUN_Z * SUN_Z);
        ray.toward(x * inverse, y * inverse, SUN_Z * inverse, SHADOW_REACH_M);
        grid.meet(ray, true);
        return ray.solid == Ray.NOTHING;
    }

    /// 1 when nothing stands between the start of `ray` and the sky in a direction, down to 0 when it stands near.
    float seesSky(final Ray ray, final float slantX, final float slantY) {
        final float inverse = 1 / (float) Math.sqrt(slantX * slantX + slantY * slantY + 1);
        final float reach = 5;
        ray.toward(slantX * inverse, slantY * inverse, inverse, reach);
        grid.meet(ray, false);
        return ray.solid == Ray.NOTHING ? 1 : ray.t / reach;
    }

    Solids solids() {
        return solids;
    }
}
