#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "quad.glsl"

layout(location = 0) out vec2 texel;

const uint CORNERS[6] = uint[](0u, 1u, 2u, 0u, 2u, 3u);

void main() {
    uint corner = CORNERS[gl_VertexIndex];
    gl_Position = corners[corner];
    texel = vec2(corner == 1u || corner == 2u ? texels.z : texels.x, corner >= 2u ? texels.w : texels.y);
}
