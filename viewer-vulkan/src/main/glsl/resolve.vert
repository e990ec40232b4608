#version 460
#extension GL_EXT_scalar_block_layout : require

// One triangle that covers the picture. What is the same for all pixels goes to them from here: a driver that draws by
// the processor would look push constants up for each.
layout(push_constant, scalar) uniform Background {
    uvec2 pixels;   // address of the points' depth and colour, for resolve.glsl
    vec4 measures;  // the picture's width and height; which depths belong to one surface (surfaces.glsl)
    uvec4 entryMap; // entries of pixels and cells, the first cell, cells in a row, the picture's stamp
    vec3 top;       // colours
    vec3 bottom;
    vec3 lightMap;  // pixels to the neighbours that depth is compared with; how much a difference relative to clip z / w
                    // darkens, and one of clip z / w itself
} background;
layout(location = 0) flat out vec4 measures;
layout(location = 1) flat out uvec4 entryMap;
layout(location = 2) flat out vec3 top;
layout(location = 3) flat out vec3 bottom;
layout(location = 4) flat out vec3 lightMap;

void main() {
    gl_Position = vec4(gl_VertexIndex == 1 ? 3.0 : -1.0, gl_VertexIndex == 2 ? 3.0 : -1.0, 0.0, 1.0);
    measures = background.measures;
    entryMap = background.entryMap;
    top = background.top;
    bottom = background.bottom;
    lightMap = background.lightMap;
}
