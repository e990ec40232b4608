#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_scalar_block_layout : require

layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Positions { vec3 at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Colours { uint at[]; };

layout(push_constant, scalar) uniform Parameters {
    mat4 clipFromObject;
    uvec2 positions;
    uvec2 colours;
};

layout(location = 0) flat out vec4 colour;

void main() {
    gl_Position = clipFromObject * vec4(Positions(positions).at[gl_VertexIndex], 1.0);
    gl_PointSize = 1.0;
    // red in the highest byte
    colour = unpackUnorm4x8(Colours(colours).at[gl_VertexIndex]).abgr;
}
