// What points and lines are drawn with; DrawParameters.java writes it.
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
