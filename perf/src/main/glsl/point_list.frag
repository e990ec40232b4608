#version 460

layout(location = 0) flat in vec4 colour;
layout(location = 0) out vec4 drawn;

void main() {
    drawn = colour;
}
