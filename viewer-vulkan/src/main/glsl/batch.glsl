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

#define CLIP_FROM_ITEM(i) BatchObjects(objects).at[BatchPoints(points).at[i].object].clipFromObject
uint colourOfItem(uint i) { return BatchPoints(points).at[i].colour; }
float radiusOfItem(uint i) { return BatchPoints(points).at[i].radius; }
float scaleOfItem(uint i) { return BatchObjects(objects).at[BatchPoints(points).at[i].object].scale; }
vec3 positionOfItem(uint i) { return BatchPoints(points).at[i].position; }
