#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "interface.glsl"

// Vertices are Dear ImGui's ImDrawVert: position, texture coordinate, colour; read by address as everywhere else.
layout(location = 0) out vec4 colour;
layout(location = 1) out vec2 coordinate;

void main() {
    uint first = uint(gl_VertexIndex) * WORDS_PER_VERTEX;
    Words words = Words(vertices);
    vec2 position = vec2(uintBitsToFloat(words.at[first]), uintBitsToFloat(words.at[first + 1u]));
    coordinate = vec2(uintBitsToFloat(words.at[first + 2u]), uintBitsToFloat(words.at[first + 3u]));
    colour = unpackUnorm4x8(words.at[first + 4u]);
    gl_Position = vec4(position * scale + translation, 0.0, 1.0);
}
