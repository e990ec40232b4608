#version 460

layout(location = 0) in vec4 colour;
layout(location = 1) in vec2 coordinate;
layout(location = 0) out vec4 result;
layout(set = 0, binding = 0) uniform sampler2D picture;

void main() {
    result = colour * texture(picture, coordinate);
}
