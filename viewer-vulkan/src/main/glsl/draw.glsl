// What points and lines are drawn with; DrawParameters.java writes it. For the nodes of a cloud's levels of detail
// `positions` are places (uvec2 each, 21 bits per axis, docs/LOD.md) that `clipFromObject` takes as they are, `radii.x` has
// a bit for each octant where finer nodes are drawn, `radius` is how far points are apart, and the bits of `colour` are
// their radius.
layout(push_constant, scalar) uniform Draw {
    mat4 clipFromObject;
    FrameInfo frame;
    uvec2 positions; // 3 floats per position
    uvec2 colours;   // one word per item, or null: `colour` for all
    uvec2 radii;     // one float per item, or null: `radius` for all
    uint count;
    uint colour;
    float radius;
    float scale;     // length in the world of a unit of the object
};

// Copies, made once: a driver that draws by the processor would look push constants up for each item.
mat4 drawClipFromObject;
uint drawColour;
bool hasColours;

void loadDraw() {
    drawClipFromObject = clipFromObject;
    drawColour = colour;
    hasColours = given(colours);
}

// What points.glsl asks of item `i`, whether it has a draw of its own or shares one (batch.glsl).
#define CLIP_FROM_ITEM(i) drawClipFromObject
float scaleOfItem(uint i) { return scale; }
#ifdef FETCHES
layout(set = 0, binding = 0) uniform usamplerBuffer pixelWords;
// Of a node places and then colours
#ifdef NODES
layout(set = 1, binding = 0) uniform usamplerBuffer positionWords;
layout(set = 1, binding = 1) uniform usamplerBuffer placePairs;
#else
layout(set = 1, binding = 2) uniform usamplerBuffer positionTriples;
layout(set = 2, binding = 0) uniform usamplerBuffer colourWords;
layout(set = 3, binding = 0) uniform usamplerBuffer radiusWords;
uint colourOfItem(uint i) { return hasColours ? WORD_AT(colourWords, i) : drawColour; }
float radiusOfItem(uint i) { return given(radii) ? uintBitsToFloat(WORD_AT(radiusWords, i)) : radius; }
vec3 positionOfItem(uint i) { return uintBitsToFloat(TRIPLE_AT(positionTriples, i)); }
#endif
#else
uint colourOfItem(uint i) { return hasColours ? Words(colours).at[i] : drawColour; }
float radiusOfItem(uint i) { return given(radii) ? Floats(radii).at[i] : radius; }
vec3 positionOfItem(uint i) {
    Floats xyz = Floats(positions);
    return vec3(xyz.at[3u * i], xyz.at[3u * i + 1u], xyz.at[3u * i + 2u]);
}
#endif
