package dev.kymo.demo.world;

/// Something that a robot would tell from the rest and put a box around.
///
/// @param kind as `car`
/// @param name as `car 3`
/// @param rgba `0xRRGGBBAA`, of its kind
/// @param movingIndex which of [World#people] it is; -1 when it stays where it is
public record Thing(
        String kind,
        String name,
        int rgba,
        float x,
        float y,
        float z,
        float halfX,
        float halfY,
        float halfZ,
        float yawRad,
        int movingIndex) {}
