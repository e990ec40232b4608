// Windows and panels; ImGuiBackend.java writes it.
layout(push_constant, scalar) uniform Interface {
    uvec2 vertices; // address
    vec2 scale;     // from ImGui's coordinates to clip space
    vec2 translation;
};
const uint WORDS_PER_VERTEX = 5u;
