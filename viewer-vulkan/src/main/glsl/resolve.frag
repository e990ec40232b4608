#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "surfaces.glsl"

// The background, and over it what the compute passes found: colour, and depth for what is drawn next.
// What the pipeline is made for, in bits: BackgroundRenderer.java
layout(constant_id = 0) const uint MODE = 0u;
const bool POINTS = (MODE & 1u) != 0u;
const bool KEYS_64 = (MODE & 2u) != 0u;
const bool FILLED = (MODE & 4u) != 0u;   // gaps are closed: cells of level 1 are there
const bool EYE_DOME = (MODE & 8u) != 0u; // what lies behind its surroundings is darker

// All of it is the same everywhere: what a frame's buffer says would be fetched anew for each pixel.
layout(push_constant, scalar) uniform Background {
    uvec2 pixels; // address of the points' depth and colour
    vec2 viewport;
    uint entries; // of pixels and cells
    uint firstCell;
    uint cellsInRow;
    Surface surface;
    uint top;
    uint bottom;
    int lightStep;     // pixels to the neighbours that depth is compared with
    float lightByShare; // how much a difference relative to clip z / w darkens
    float lightByStep;  // and one of clip z / w itself
};
layout(location = 0) out vec4 result;

const uint NOTHING = 0xFFFFFFFFu;

// Ordered dither: a dark gradient has fewer steps than the eye can tell apart.
float bayer4(uvec2 p) {
    uint x = p.x & 3u;
    uint y = (p.y & 3u) ^ x;
    uint rank = ((y & 1u) << 3) | ((x & 1u) << 2) | (y & 2u) | (x >> 1);
    return (float(rank) + 0.5) / 16.0 - 0.5;
}

// A 64-bit key is little-endian: colour first.
uint depthAt(Words words, uint index) {
    return words.at[KEYS_64 ? 2u * index + 1u : index];
}

uint colourAt(Words words, uint index) {
    return words.at[KEYS_64 ? 2u * index : entries + index];
}

// The entry that a pixel shows, and its depth: its own, or that of its cell where it has none, or where its own lies
// behind the cell's surface.
uvec2 shownAt(Words words, uvec2 pixel) {
    uint index = pixel.y * uint(viewport.x) + pixel.x;
    uint own = depthAt(words, index);
    if (FILLED) {
        uint cell = firstCell + (pixel.y >> 1) * cellsInRow + (pixel.x >> 1);
        uint depth = depthAt(words, cell);
        bool isHidden = uintBitsToFloat(~own) < farEndOf(uintBitsToFloat(~depth), surface);
        return depth != NOTHING && (own == NOTHING || isHidden) ? uvec2(cell, depth) : uvec2(index, own);
    }
    return uvec2(index, own);
}

// Eye-dome lighting: Boucheny, "Interactive scientific visualization of large datasets: towards a perceptive-based
// approach" (2009). How much nearer the surroundings are darkens.
float light(Words words, ivec2 pixel, float z) {
    float darker = 0.0;
    for (int i = 0; i < 4; i++) {
        ivec2 at = pixel + lightStep * ivec2(i == 0 ? -1 : i == 1 ? 1 : 0, i == 2 ? -1 : i == 3 ? 1 : 0);
        uint depth = shownAt(words, uvec2(clamp(at, ivec2(0), ivec2(viewport) - 1))).y;
        float nearer = max(0.0, uintBitsToFloat(~depth) - z);
        darker += depth == NOTHING ? 0.0 : min(1.0, nearer * (lightByShare / z + lightByStep));
    }
    return exp(-darker);
}

void main() {
    uvec2 pixel = uvec2(gl_FragCoord.xy);
    gl_FragDepth = 0.0;
    if (POINTS) {
        Words words = Words(pixels);
        uvec2 shown = shownAt(words, pixel);
        float z = uintBitsToFloat(~shown.y);
        gl_FragDepth = z;
        if (shown.y != NOTHING) {
            vec3 colour = colourOf(colourAt(words, shown.x)).rgb;
            if (EYE_DOME) {
                colour *= light(words, ivec2(pixel), z);
            }
            result = vec4(colour, 1.0);
            return;
        }
    }
    vec3 sky = mix(colourOf(top).rgb, colourOf(bottom).rgb, gl_FragCoord.y / viewport.y);
    if (top != bottom) {
        sky += bayer4(pixel) / 255.0;
    }
    result = vec4(sky, 1.0);
}
