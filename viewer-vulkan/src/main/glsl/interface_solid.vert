#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "interface.glsl"

// As interface.vert, for areas without a texture.
layout(location = 0) out vec4 colour;

void main() {
    uint first = uint(gl_VertexIndex) * WORDS_PER_VERTEX;
    Words words = Words(vertices);
    vec2 position = vec2(uintBitsToFloat(words.at[first]), uintBitsToFloat(words.at[first + 1u]));
    colour = unpackUnorm4x8(words.at[first + 4u]);
    gl_Position = vec4(position * scale + translation, 0.0, 1.0);
}
