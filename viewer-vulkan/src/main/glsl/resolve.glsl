// The background, and over it what the compute passes found: colour, and depth for what is drawn next.
// What the pipeline is made for, in bits: BackgroundRenderer.java
layout(constant_id = 0) const uint MODE = 0u;
const bool POINTS = (MODE & 1u) != 0u;
const bool KEYS_64 = (MODE & 2u) != 0u;
const bool FILLED = (MODE & 4u) != 0u;   // gaps are closed: cells of level 1 are there
const bool EYE_DOME = (MODE & 8u) != 0u; // what lies behind its surroundings is darker

// As in resolve.vert
layout(location = 0) flat in vec4 measures;
layout(location = 1) flat in uvec4 entryMap;
layout(location = 2) flat in vec3 top;
layout(location = 3) flat in vec3 bottom;
layout(location = 4) flat in vec3 lightMap;
layout(location = 0) out vec4 result;
#ifdef FETCHES
layout(set = 0, binding = 0) uniform usamplerBuffer pixelWords;
layout(set = 0, binding = 1) uniform usamplerBuffer pixelPairs;
#else
layout(push_constant, scalar) uniform Background {
    uvec2 pixels;
};
#endif

// Ordered dither: a dark gradient has fewer steps than the eye can tell apart.
float bayer4(uvec2 p) {
    uint x = p.x & 3u;
    uint y = (p.y & 3u) ^ x;
    uint rank = ((y & 1u) << 3) | ((x & 1u) << 2) | (y & 2u) | (x >> 1);
    return (float(rank) + 0.5) / 16.0 - 0.5;
}

// Depth, then colour.
uvec2 entryAt(uint index) {
    uint stamp = entryMap.w;
    uint entries = entryMap.x;
#ifdef FETCHES
    return KEYS_64 ? entryOf(PAIR_AT(pixelPairs, index), stamp)
        : uvec2(WORD_AT(pixelWords, index), WORD_AT(pixelWords, entries + index));
#else
    Words words = Words(pixels);
    return KEYS_64 ? entryOf(uvec2(words.at[2u * index], words.at[2u * index + 1u]), stamp)
        : uvec2(words.at[index], words.at[entries + index]);
#endif
}

// What a pixel shows: its own entry, or that of its cell where it has none, or where its own lies behind the cell's
// surface.
uvec2 shownAt(uvec2 pixel) {
    uvec2 own = entryAt(entryOfPixel(pixel, entriesInTileRow(measures.x)));
    if (FILLED) {
        uvec2 cell = entryAt(entryMap.y + (pixel.y >> 1) * entryMap.z + (pixel.x >> 1));
        Surface surface = Surface(measures.z, measures.w);
        bool isHidden = uintBitsToFloat(~own.x) < farEndOf(uintBitsToFloat(~cell.x), surface);
        return cell.x != NOTHING && (own.x == NOTHING || isHidden) ? cell : own;
    }
    return own;
}

// Eye-dome lighting: Boucheny, "Interactive scientific visualization of large datasets: towards a perceptive-based
// approach" (2009). How much nearer the surroundings are darkens.
float light(ivec2 pixel, float z) {
    float darker = 0.0;
    for (int i = 0; i < 4; i++) {
        ivec2 at = pixel + int(lightMap.x) * ivec2(i == 0 ? -1 : i == 1 ? 1 : 0, i == 2 ? -1 : i == 3 ? 1 : 0);
        uint depth = shownAt(uvec2(clamp(at, ivec2(0), ivec2(measures.xy) - 1))).x;
        float nearer = max(0.0, uintBitsToFloat(~depth) - z);
        darker += depth == NOTHING ? 0.0 : min(1.0, nearer * (lightMap.y / z + lightMap.z));
    }
    return exp(-darker);
}

void main() {
    uvec2 pixel = uvec2(gl_FragCoord.xy);
    vec3 colour = mix(top, bottom, gl_FragCoord.y / measures.y);
    if (top != bottom) {
        colour += bayer4(pixel) / 255.0;
    }
    gl_FragDepth = 0.0;
    if (POINTS) {
        uvec2 shown = shownAt(pixel);
        float z = uintBitsToFloat(~shown.x);
        vec3 own = colourOf(shown.y).rgb;
        if (EYE_DOME) {
            own *= light(ivec2(pixel), z);
        }
        gl_FragDepth = z;
        colour = shown.x != NOTHING ? own : colour;
    }
    result = vec4(colour, 1.0);
}
