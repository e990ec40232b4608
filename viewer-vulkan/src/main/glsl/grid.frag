#version 460
#extension GL_EXT_scalar_block_layout : require

// An endless grid on a plane, by intersecting each pixel's ray with it. Plane coordinates are (u, v, height).
layout(push_constant, scalar) uniform Grid {
    vec3 right;      // camera axes in plane coordinates, scaled to half the picture's width and height (at depth 1)
    vec3 down;
    vec3 forward;
    vec3 eye;        // u, v modulo `major`, and height above the plane
    vec2 viewport;
    float minor;     // spacing of fine lines
    float major;     // spacing of strong lines, ten fine ones
    float minorFade; // how visible fine lines are, 0 to 1
    float fadeDistance;
    vec2 depthMap;   // clip z = depthMap.x + depthMap.y * depth
    uint tint;
    uint orthographic;
};
layout(location = 0) out vec4 result;

// How much of a pixel the nearest line of the pattern covers.
float coverage(vec2 at, vec2 footprint, float spacing, float widthPixels) {
    vec2 toLine = abs(fract(at / spacing + 0.5) - 0.5) * spacing;
    vec2 pixels = toLine / max(footprint, vec2(1e-9));
    vec2 line = clamp(0.5 * widthPixels + 0.5 - pixels, 0.0, 1.0);
    // Where lines are closer than a few pixels they would only shimmer.
    line *= 1.0 - smoothstep(0.12, 0.4, footprint / spacing);
    return max(line.x, line.y);
}

void main() {
    vec2 ndc = gl_FragCoord.xy / viewport * 2.0 - 1.0;
    vec3 sideways = right * ndc.x + down * ndc.y;
    bool parallel = orthographic != 0u;
    vec3 origin = parallel ? eye + sideways : eye;
    vec3 ray = parallel ? forward : forward + sideways;
    float depth = -origin.z / ray.z;
    vec2 at = origin.xy + ray.xy * depth;
    // Derivatives of `at` in closed form: differences between neighbours break at the horizon.
    float reach = parallel ? 1.0 : depth;
    vec3 perX = right * (2.0 / viewport.x);
    vec3 perY = down * (2.0 / viewport.y);
    vec2 atX = reach * (perX.xy - ray.xy * perX.z / ray.z);
    vec2 atY = reach * (perY.xy - ray.xy * perY.z / ray.z);
    float z = (depthMap.x + depthMap.y * depth) / reach;
    if (!(depth > 0.0 && z > 0.0 && z < 1.0)) {
        discard;
    }
    vec2 footprint = sqrt(atX * atX + atY * atY);
    float line = max(coverage(at, footprint, major, 1.0), 0.5 * minorFade * coverage(at, footprint, minor, 1.0));
    float distanceFade = exp(-pow(length(ray) * depth / fadeDistance, 2.0));
    vec4 colour = unpackUnorm4x8(tint).abgr;
    float alpha = colour.a * line * distanceFade;
    if (alpha < 0.002) {
        discard;
    }
    result = vec4(colour.rgb, alpha);
    gl_FragDepth = z;
}
