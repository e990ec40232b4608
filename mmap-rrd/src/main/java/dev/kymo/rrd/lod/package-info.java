/// Levels of detail of large point clouds: how they are made of a cloud of any size in bounded memory, and
/// the side file
/// that keeps them (`docs/LOD.md`).
@org.jspecify.annotations.NullMarked
package dev.kymo.rrd.lod;
