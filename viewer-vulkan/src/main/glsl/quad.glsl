// A picture, or a plain colour, on four corners; QuadRenderer.java writes it.
layout(push_constant, scalar) uniform Quad {
    vec4 corners[4]; // clip space: top left, top right, bottom right, bottom left of the picture
    vec4 texels;     // the part of the picture shown: left, top, right, bottom, in texels
    uvec2 picture;   // address of the texels, or null: plain colour
    uvec2 size;      // texels
    uint tint;
    uint format;
};
const uint RGBA8 = 0u;
const uint COVERAGE8 = 1u; // one byte per texel: how much of `tint` covers it
