#version 460
#extension GL_EXT_scalar_block_layout : require

// The plane, as far as the picture shows it: clip z / w of a plane is linear in the picture, so one triangle that covers
// the picture has its depth. What is above the horizon is clipped, and pixels where the plane is hidden are not asked.
//
// What is the same for all pixels goes to them from here: a driver that draws by the processor would look push
// constants up for each.
layout(constant_id = 0) const uint MODE = 0u;
const bool PARALLEL = MODE != 0u; // rays, where there is no perspective
layout(push_constant, scalar) uniform Grid {
    vec3 right;      // camera axes in plane coordinates, scaled to half the picture's width and height (at depth 1)
    vec3 down;
    vec3 forward;
    vec3 eye;        // u, v modulo the spacing of strong lines, and height above the plane
    vec4 scale;      // 1 / that height; 2 / the picture's width and height; how much fades by the square of the distance,
                     // in powers of 2
    vec4 spacing;    // of fine lines, 1 / that, of strong lines, ten fine ones, 1 / that
    vec3 depthMap;   // clip z = depthMap.x + depthMap.y * depth; how visible fine lines are, 0 to 1
    vec4 tint;
} grid;
layout(location = 0) flat out vec3 right;
layout(location = 1) flat out vec3 down;
layout(location = 2) flat out vec3 forward;
layout(location = 3) flat out vec3 eye;
layout(location = 4) flat out vec4 scale;
layout(location = 5) flat out vec4 spacing;
layout(location = 6) flat out vec3 depthMap;
layout(location = 7) flat out vec4 tint;

void main() {
    vec2 ndc = vec2(gl_VertexIndex == 1 ? 3.0 : -1.0, gl_VertexIndex == 2 ? 3.0 : -1.0);
    float sideways = grid.right.z * ndc.x + grid.down.z * ndc.y;
    float z = PARALLEL ? grid.depthMap.x - grid.depthMap.y * (grid.eye.z + sideways) / grid.forward.z
        : grid.depthMap.y - grid.depthMap.x * (grid.forward.z + sideways) * grid.scale.x;
    gl_Position = vec4(ndc, z, 1.0);
    right = grid.right;
    down = grid.down;
    forward = grid.forward;
    eye = grid.eye;
    scale = grid.scale;
    spacing = grid.spacing;
    depthMap = grid.depthMap;
    tint = grid.tint;
}
