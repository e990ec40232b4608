#version 460

// Areas of one colour, most of what a window is: nothing to sample, nothing to interpolate.
layout(location = 0) flat in vec4 colour;
layout(location = 0) out vec4 result;

void main() {
    result = colour;
}
