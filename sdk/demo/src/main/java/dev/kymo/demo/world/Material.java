package dev.kymo.demo.world;

/// What a surface is made of: how much of a LiDAR's light it gives back, and which pattern [Surfaces] paints on it.
public enum Material {
    GROUND(0.35f),
    PLASTER(0.75f),
    BRICK(0.55f),
    ROOF(0.45f),
    WOOD(0.5f),
    BARK(0.35f),
    LEAF(0.5f),
    METAL(0.6f),
    LAMP(0.95f),
    STONE(0.5f),
    PAINT(0.85f),
    GLASS(0.18f),
    RUBBER(0.12f),
    WATER(0.1f),
    CLOTH(0.4f),
    SKIN(0.6f);

    private final float reflectivity;

    Material(final float reflectivity) {
        this.reflectivity = reflectivity;
    }

    /// Share of light that comes back at perpendicular incidence, 0 to 1.
    public float reflectivity() {
        return reflectivity;
    }
}
