#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "quad.glsl"

// Texels are read by address, not through a sampler: a camera's picture changes every frame, and this way a new one
// costs one copy: no image, layout, descriptor or mipmaps. Enlarged pictures show their texels; reduced ones are averaged.
layout(location = 0) in vec2 texel;
layout(location = 0) out vec4 result;

const int TAPS_MAX = 8;

vec4 fetch(vec2 at) {
    uvec2 p = uvec2(clamp(at, vec2(0.0), vec2(size) - 1.0));
    uint index = p.y * size.x + p.x;
    if (format == COVERAGE8) {
        uint word = Words(picture).at[index >> 2];
        return vec4(1.0, 1.0, 1.0, float((word >> ((index & 3u) * 8u)) & 0xFFu) / 255.0);
    }
    return unpackUnorm4x8(Words(picture).at[index]);
}

void main() {
    vec4 colour = vec4(1.0);
    // Derivatives outside of the branch: they need the neighbouring invocations.
    vec2 dx = dFdx(texel);
    vec2 dy = dFdy(texel);
    if (given(picture)) {
        int nx = clamp(int(ceil(length(dx) - 0.001)), 1, TAPS_MAX);
        int ny = clamp(int(ceil(length(dy) - 0.001)), 1, TAPS_MAX);
        vec4 sum = vec4(0.0);
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                vec2 offset = (vec2(i, j) + 0.5) / vec2(nx, ny) - 0.5;
                vec4 one = fetch(texel + dx * offset.x + dy * offset.y);
                sum += vec4(one.rgb * one.a, one.a);
            }
        }
        colour = vec4(sum.rgb / max(sum.a, 1e-6), sum.a / float(nx * ny));
    }
    result = colour * colourOf(tint);
    if (result.a < 0.002) {
        discard;
    }
}
