#version 460

// Cuts the capsule (a segment with round ends, thinner where it is further) out of its rectangle, per sample.
layout(constant_id = 0) const uint SAMPLES = 1u;
layout(location = 0) flat in vec4 ends;
layout(location = 1) flat in vec2 endRadii;
layout(location = 2) flat in vec4 tint;
layout(location = 0) out vec4 result;

// Vulkan's standard sample locations for 4 samples.
const vec2 AT[4] = vec2[](vec2(0.375, 0.125), vec2(0.875, 0.375), vec2(0.125, 0.625), vec2(0.625, 0.875));

bool inside(vec2 pixel) {
    vec2 along = ends.zw - ends.xy;
    vec2 offset = pixel - ends.xy;
    float t = clamp(dot(offset, along) / max(dot(along, along), 1e-12), 0.0, 1.0);
    vec2 away = offset - along * t;
    float r = mix(endRadii.x, endRadii.y, t);
    return dot(away, away) <= r * r;
}

void main() {
    int mask = 0;
    if (SAMPLES == 1u) {
        mask = inside(gl_FragCoord.xy) ? 1 : 0;
    } else {
        vec2 corner = floor(gl_FragCoord.xy);
        for (int i = 0; i < 4; i++) {
            mask |= inside(corner + AT[i]) ? 1 << i : 0;
        }
    }
    if (mask == 0) {
        discard;
    }
    gl_SampleMask[0] = mask;
    result = tint;
}
