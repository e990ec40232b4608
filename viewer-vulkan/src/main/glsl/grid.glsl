// An endless grid on a plane, by intersecting each pixel's ray with it. Plane coordinates are (u, v, height). Most of its
// pixels show nothing of it, and all are asked: what is the same for all comes as a factor, since divisions and
// powers are what this costs on a device that draws by the processor.
//
// With SMOOTH for pixels of several samples.
layout(constant_id = 0) const uint MODE = 0u;
const bool PARALLEL = MODE != 0u; // rays, where there is no perspective
// As in grid.vert
layout(location = 0) flat in vec3 right;
layout(location = 1) flat in vec3 down;
layout(location = 2) flat in vec3 forward;
layout(location = 3) flat in vec3 eye;
layout(location = 4) flat in vec4 scale;
layout(location = 5) flat in vec4 spacing;
layout(location = 6) flat in vec3 depthMap;
layout(location = 7) flat in vec4 tint;
layout(location = 0) out vec4 result;

// How much of a pixel the nearest line of the pattern covers.
float coverage(vec2 at, vec2 footprint, vec2 perFootprint, float apart, float perApart) {
    vec2 toLine = abs(fract(at * perApart + 0.5) - 0.5) * apart;
    vec2 line = clamp(1.0 - toLine * perFootprint, 0.0, 1.0);
    // Where lines are closer than a few pixels they would only shimmer.
    vec2 dense = clamp((footprint * perApart - 0.12) * (1.0 / 0.28), 0.0, 1.0);
    line *= 1.0 - dense * dense * (3.0 - 2.0 * dense);
    return line.x > line.y ? line.x : line.y;
}

void main() {
    vec2 perPixel = scale.yz;
    float fade = scale.w;
    vec2 ndc = gl_FragCoord.xy * perPixel - 1.0;
    vec3 sideways = right * ndc.x + down * ndc.y;
    vec3 origin = PARALLEL ? eye + sideways : eye;
    vec3 ray = PARALLEL ? forward : forward + sideways;
    float perDrop = 1.0 / ray.z;
    float depth = -origin.z * perDrop;
    vec2 at = origin.xy + ray.xy * depth;
    // Derivatives of `at` in closed form: differences between neighbours break at the horizon.
    float reach = PARALLEL ? 1.0 : depth;
    vec3 perX = right * perPixel.x;
    vec3 perY = down * perPixel.y;
    vec2 atX = reach * (perX.xy - ray.xy * (perX.z * perDrop));
    vec2 atY = reach * (perY.xy - ray.xy * (perY.z * perDrop));
    if (!(depth > 0.0)) {
        discard;
    }
    vec2 footprint2 = max(atX * atX + atY * atY, vec2(1e-18));
    vec2 perFootprint = inversesqrt(footprint2);
    vec2 footprint = footprint2 * perFootprint;
    float line = max(
        coverage(at, footprint, perFootprint, spacing.z, spacing.w),
        0.5 * depthMap.z * coverage(at, footprint, perFootprint, spacing.x, spacing.y));
    float alpha = tint.a * line * exp2(-fade * dot(ray, ray) * depth * depth);
    if (alpha < 0.002) {
        discard;
    }
    result = vec4(tint.rgb, alpha);
#ifdef SMOOTH
    // By clip w, which is `depth` in perspective. All samples of a pixel have one, as those of points do.
    gl_FragDepth = PARALLEL ? depthMap.x + depthMap.y * depth : depthMap.y - depthMap.x * ray.z * scale.x;
#endif
}
