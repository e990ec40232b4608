#version 460
#extension GL_GOOGLE_cpp_style_line_directive : require
#include "common.glsl"
#include "draw.glsl"

// One rectangle (6 vertices) per segment, a pixel larger all round than the capsule that the fragment shader cuts out.
layout(location = 0) flat out vec4 ends;  // pixels
layout(location = 1) flat out vec2 endRadii; // pixels
layout(location = 2) flat out vec4 tint;

const vec2 CORNERS[6] = vec2[](vec2(0, -1), vec2(1, -1), vec2(1, 1), vec2(0, -1), vec2(1, 1), vec2(0, 1));
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);

vec4 clipOf(uint vertex) {
    Floats xyz = Floats(positions);
    return clipFromObject * vec4(xyz.at[3u * vertex], xyz.at[3u * vertex + 1u], xyz.at[3u * vertex + 2u], 1.0);
}

void main() {
    uint segment = uint(gl_VertexIndex) / 6u;
    vec2 corner = CORNERS[gl_VertexIndex % 6];
    tint = colourOf(given(colours) ? Words(colours).at[segment] : colour);
    vec4 a = clipOf(2u * segment);
    vec4 b = clipOf(2u * segment + 1u);
    // Cut at the near plane (z = w, as depth is reversed) before dividing by w.
    float insideA = a.w - a.z;
    float insideB = b.w - b.z;
    ends = vec4(0.0);
    endRadii = vec2(0.0);
    gl_Position = NOWHERE;
    if (!(insideA > 0.0 || insideB > 0.0)) {
        return;
    }
    vec4 from = a;
    vec4 to = b;
    if (insideA < 0.0) {
        from = mix(a, b, insideA / (insideA - insideB));
    }
    if (insideB < 0.0) {
        to = mix(b, a, insideB / (insideB - insideA));
    }
    if (!(from.w > 0.0 && to.w > 0.0)) {
        return;
    }
    float r = given(radii) ? Floats(radii).at[segment] : radius;
    endRadii.x = radiusInPixels(r, scale, from.w, frame.pixelsPerUnit, frame.uiScale);
    endRadii.y = radiusInPixels(r, scale, to.w, frame.pixelsPerUnit, frame.uiScale);
    endRadii = max(endRadii, vec2(0.5));
    ends = (vec4(from.xy / from.w, to.xy / to.w) * 0.5 + 0.5) * frame.viewport.xyxy;
    vec2 along = ends.zw - ends.xy;
    float lengthPixels = length(along);
    vec2 direction = lengthPixels > 1e-6 ? along / lengthPixels : vec2(1.0, 0.0);
    vec2 across = vec2(-direction.y, direction.x);
    bool atEnd = corner.x > 0.5;
    float reach = max(endRadii.x, endRadii.y) + 1.0;
    vec2 pixel = (atEnd ? ends.zw : ends.xy) + direction * (atEnd ? reach : -reach) + across * (corner.y * reach);
    vec2 zw = atEnd ? to.zw : from.zw;
    gl_Position = vec4((pixel / frame.viewport * 2.0 - 1.0) * zw.y, zw);
}
