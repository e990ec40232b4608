/// A procedural block of houses around a green, and rays against it: terrain, solids in a uniform grid, and
/// what colour everything has. Deterministic from a seed. Distances in metres, z up.
@NullMarked
package dev.kymo.demo.world;

import org.jspecify.annotations.NullMarked;
