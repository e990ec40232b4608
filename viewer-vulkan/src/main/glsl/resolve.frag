#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"

// The background, and over it what the compute passes found: colour, and depth for what is drawn next.
const uint NO_POINTS = 0u;
const uint KEYS_64 = 1u;
layout(constant_id = 0) const uint SOURCE = 0u;

layout(push_constant, scalar) uniform Background {
    FrameInfo frame;
    uint top;
    uint bottom;
};
layout(location = 0) out vec4 result;

// Ordered dither: a dark gradient has fewer steps than the eye can tell apart.
float bayer4(uvec2 p) {
    uint x = p.x & 3u;
    uint y = (p.y & 3u) ^ x;
    uint rank = ((y & 1u) << 3) | ((x & 1u) << 2) | (y & 2u) | (x >> 1);
    return (float(rank) + 0.5) / 16.0 - 0.5;
}

void main() {
    uvec2 pixel = uvec2(gl_FragCoord.xy);
    uint depth = 0xFFFFFFFFu;
    uint colour = 0xFFFFFFFFu;
    if (SOURCE != NO_POINTS) {
        uvec2 size = uvec2(frame.viewport);
        uint index = pixel.y * size.x + pixel.x;
        Words words = Words(frame.pixels);
        // A 64-bit key is little-endian: colour first.
        colour = words.at[SOURCE == KEYS_64 ? 2u * index : size.x * size.y + index];
        depth = words.at[SOURCE == KEYS_64 ? 2u * index + 1u : index];
    }
    gl_FragDepth = uintBitsToFloat(~depth);
    if (depth != 0xFFFFFFFFu) {
        result = vec4(colourOf(colour).rgb, 1.0);
        return;
    }
    vec3 sky = mix(colourOf(top).rgb, colourOf(bottom).rgb, gl_FragCoord.y / frame.viewport.y);
    if (top != bottom) {
        sky += bayer4(pixel) / 255.0;
    }
    result = vec4(sky, 1.0);
}
