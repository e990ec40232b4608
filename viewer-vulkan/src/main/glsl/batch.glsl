// Points of many objects, each with a place of its own, in one draw; PointBatch.java writes what is read here.
struct BatchPoint {
    vec3 position; // in the object's coordinates
    uint colour;
    float radius;
    uint object;
};
struct BatchObject {
    mat4 clipFromObject;
    float scale; // length in the world of a unit of the object
};
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer BatchPoints { BatchPoint at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer BatchObjects { BatchObject at[]; };

layout(push_constant, scalar) uniform Draw {
    FrameInfo frame;
    uvec2 points;
    uvec2 objects;
    uint count;
};

#ifdef FETCHES
layout(set = 0, binding = 0) uniform usamplerBuffer pixelWords;
layout(set = 1, binding = 2) uniform usamplerBuffer pointTriples;
layout(set = 2, binding = 0) uniform usamplerBuffer objectWords;
const uint OBJECT_WORDS = 17u;

// Colour, radius and object of a point; its position lies before them.
uvec3 lookOf(uint i) { return TRIPLE_AT(pointTriples, 2u * i + 1u); }
float objectFloat(uint object, uint word) {
    return uintBitsToFloat(WORD_AT(objectWords, OBJECT_WORDS * object + word));
}
vec4 columnOf(uint object, uint column) {
    return vec4(
        objectFloat(object, 4u * column), objectFloat(object, 4u * column + 1u), objectFloat(object, 4u * column + 2u),
        objectFloat(object, 4u * column + 3u));
}
mat4 clipFromItem(uint i) {
    uint object = lookOf(i).z;
    return mat4(columnOf(object, 0u), columnOf(object, 1u), columnOf(object, 2u), columnOf(object, 3u));
}

#define CLIP_FROM_ITEM(i) clipFromItem(i)
uint colourOfItem(uint i) { return lookOf(i).x; }
float radiusOfItem(uint i) { return uintBitsToFloat(lookOf(i).y); }
float scaleOfItem(uint i) { return objectFloat(lookOf(i).z, 16u); }
vec3 positionOfItem(uint i) { return uintBitsToFloat(TRIPLE_AT(pointTriples, 2u * i)); }
#else
#define CLIP_FROM_ITEM(i) BatchObjects(objects).at[BatchPoints(points).at[i].object].clipFromObject
uint colourOfItem(uint i) { return BatchPoints(points).at[i].colour; }
float radiusOfItem(uint i) { return BatchPoints(points).at[i].radius; }
float scaleOfItem(uint i) { return BatchObjects(objects).at[BatchPoints(points).at[i].object].scale; }
vec3 positionOfItem(uint i) { return BatchPoints(points).at[i].position; }
#endif

void loadDraw() {}
