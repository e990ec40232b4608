// Points by compute: each pixel keeps the smallest (depth, colour) of all points that cover it. The minimum does not
// depend on the order in which threads run, so the same points give the same picture, on both paths:
//   KEY64     one 64-bit atomicMin per covered pixel (common.glsl has the entry's layout)
//   DEPTH32   then COLOUR32: first the smallest depth per pixel, then, of points with exactly that depth, the smallest
//             colour; `precise` makes both passes compute the same depth
// The depth half is the complement of the float bits of reversed z (1 near, 0 infinitely far): nearer is smaller.
#ifdef KEY64
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_atomic_int64 : require
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Pixels { uint64_t at[]; };
#else
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Pixels { uint at[]; };
#endif

// What a pipeline is made for: PointRenderer.java says it in bits.
layout(constant_id = 0) const uint MODE = 0u;
const bool SPLATS = (MODE & 1u) != 0u;   // some points cover more than their pixel
const bool CLIPPED = (MODE & 2u) != 0u;  // some are not shown, for where they are
const bool STAND_INS = (MODE & 4u) != 0u; // some stand for finer ones that are not drawn

const uint LARGE_SPLATS_MAX = 32768u;
const float LARGE_RADIUS = 12.0;

layout(buffer_reference, scalar, buffer_reference_align = 16) buffer LargeSplats {
    uvec3 workgroups; // a VkDispatchIndirectCommand; x counts the splats
    uint unused;
    uint index[];
};

// Copies of what the frame and the draw say: the compiler must reload the originals after every atomic.
vec2 viewport;
float pixelsPerUnit;
float uiScale;
vec2 towardsEye;
uint tileRow;
uint entries;
uint stamp;
uvec4 firstCells;
vec4 inside[6];
Pixels pixels;

void loadFrame() {
    viewport = frame.viewport;
    pixelsPerUnit = frame.pixelsPerUnit;
    uiScale = frame.uiScale;
    towardsEye = frame.towardsEye;
    tileRow = entriesInTileRow(viewport.x);
    entries = frame.entries;
    stamp = frame.stamp;
    firstCells = frame.levels;
    if (CLIPPED) {
        for (uint side = 0u; side < 6u; side++) {
            inside[side] = frame.inside[side];
        }
    }
    pixels = Pixels(frame.pixels);
    loadDraw();
}

struct Splat {
    vec2 centre;  // pixels
    float radius; // pixels
    vec2 clipZw;
    uint colour;
};

// The half of an entry that has the depth, as it is or has been: what is read can only be larger than the truth.
uint depthHalfAt(uint index) {
#if defined(FETCHES) && defined(KEY64)
    return WORD_AT(pixelWords, 2u * index + 1u);
#elif defined(FETCHES)
    return WORD_AT(pixelWords, index);
#elif defined(KEY64)
    return uint(pixels.at[index] >> 32);
#else
    return pixels.at[index];
#endif
}

// Whether what has this depth may be nearest, as far as a plain read can tell: it spares most atomics. `before` is what
// depthHalfAt says.
bool mayBeNearest(uint before, float z) {
    uint depth = ~floatBitsToUint(z);
#if defined(KEY64)
    return highOf(stamp, depth) <= before;
#elif defined(DEPTH32)
    return depth < before;
#else
    return depth == before;
#endif
}

// For what may be nearest.
void putNow(uint index, float z, uint colour) {
    uint depth = ~floatBitsToUint(z);
#if defined(KEY64)
    atomicMin(pixels.at[index], (uint64_t(highOf(stamp, depth)) << 32) | uint64_t(lowOf(depth, colour)));
#elif defined(DEPTH32)
    // Colours of what was nearest so far, in a frame before, are those of another depth
    if (depth < atomicMin(pixels.at[index], depth)) {
        pixels.at[entries + index] = 0xFFFFFFFFu;
    }
#else
    atomicMin(pixels.at[entries + index], colour);
#endif
}

void putAt(uint index, float z, uint colour) {
    if (mayBeNearest(depthHalfAt(index), z)) {
        putNow(index, z, colour);
    }
}

void put(uvec2 pixel, float z, uint colour) {
    putAt(entryOfPixel(pixel, tileRow), z, colour);
}

#ifdef NODES
layout(buffer_reference, scalar, buffer_reference_align = 8) readonly buffer Places { uvec2 at[]; };

#ifdef FETCHES
uint colourOfItem(uint i) { return WORD_AT(positionWords, 2u * count + i); }
#endif

uvec3 placeOf(uint i) {
#ifdef FETCHES
    uvec2 place = PAIR_AT(placePairs, i);
#else
    uvec2 place = Places(positions).at[i];
#endif
    return uvec3(place.x, place.x >> 21 | place.y << 11, place.y >> 10) & 0x1FFFFFu;
}

// Of the point that was projected last.
uvec3 lastPlace;

vec3 positionOf(uint i) {
    lastPlace = placeOf(i);
    return vec3(lastPlace) + 0.5;
}

void setRadius(uint i, inout Splat splat) {
    float fine = radiusInPixels(uintBitsToFloat(colour), scale, splat.clipZw.y, pixelsPerUnit, uiScale);
    splat.radius = clamp(fine, 0.5, 64.0);
}
#else
vec3 positionOf(uint i) {
    return positionOfItem(i);
}

void setRadius(uint i, inout Splat splat) {
    float r = radiusOfItem(i);
    splat.radius = clamp(radiusInPixels(r, scaleOfItem(i), splat.clipZw.y, pixelsPerUnit, uiScale), 0.5, 32768.0);
}
#endif

bool isShownAt(vec4 clip) {
    bool isInside = true;
    for (uint side = 0u; side < 6u; side++) {
        precise float distance = dot(inside[side], clip);
        isInside = isInside && distance >= 0.0;
    }
    return isInside;
}

// False when the point is hidden, behind the near plane, or not a number.
bool project(uint i, out Splat splat) {
    splat.colour = colourOfItem(i);
    vec3 xyz = positionOf(i);
    mat4 clipFrom = CLIP_FROM_ITEM(i);
    precise vec4 clip = clipFrom[0] * xyz.x + clipFrom[1] * xyz.y + clipFrom[2] * xyz.z
        + clipFrom[3];
    precise vec2 centre = (clip.xy / clip.w * 0.5 + 0.5) * viewport;
    splat.centre = centre;
    splat.clipZw = clip.zw;
    splat.radius = 0.5;
    bool shown = (splat.colour & 0xFFu) != 0u && clip.w > 0.0 && clip.z > 0.0 && clip.z <= clip.w;
    return CLIPPED ? shown && isShownAt(clip) : shown;
}

void putDot(Splat splat) {
    if (all(greaterThanEqual(splat.centre, vec2(0.0))) && all(lessThan(splat.centre, viewport))) {
        precise float z = splat.clipZw.x / splat.clipZw.y;
        put(uvec2(splat.centre), z, splat.colour);
    }
}

// The pixels that the splat may touch, inclusive; empty (hi < lo) when it is off the picture.
ivec4 bounds(Splat splat) {
    vec2 lo = clamp(floor(splat.centre - splat.radius), vec2(0.0), viewport);
    vec2 hi = clamp(floor(splat.centre + splat.radius), vec2(-1.0), viewport - 1.0);
    return ivec4(ivec2(lo), ivec2(hi));
}

const float BALL_RADIUS = 3.0;

// Splats that are too small to be seen as balls: pixels whose centre is within the radius, and always the one that
// holds the point itself, all at the point's depth. Of a row from one to the last.
ivec2 rowOfDisc(Splat splat, ivec4 box, int y) {
    ivec2 own = ivec2(floor(splat.centre));
    precise float dy = float(y) + 0.5 - splat.centre.y;
    precise float halfWidth = sqrt(max(0.0, splat.radius * splat.radius - dy * dy));
    int from = max(box.x, int(ceil(splat.centre.x - halfWidth - 0.5)));
    int to = min(box.z, int(floor(splat.centre.x + halfWidth - 0.5)));
    if (y == own.y) {
        from = max(box.x, min(from, own.x));
        to = min(box.z, max(to, own.x));
    }
    return ivec2(from, to);
}

#ifdef FETCHES
const int BLOCK = 4; // most discs are no wider

// Those of a block, as dots are put (points_small.glsl): first all reads, then in each turn the next one of each lane.
void putBlock(Splat splat, ivec4 box, ivec2 first, float z) {
    uint column[BLOCK];
    for (int k = 0; k < BLOCK; k++) {
        column[k] = entryOfColumn(uint(first.x + k));
    }
    uint entry[BLOCK * BLOCK];
    uint before[BLOCK * BLOCK];
    for (int k = 0; k < BLOCK * BLOCK; k++) {
        ivec2 at = first + ivec2(k % BLOCK, k / BLOCK);
        ivec2 row = rowOfDisc(splat, box, at.y);
        bool isIn = at.y <= box.w && at.x >= row.x && at.x <= row.y;
        entry[k] = isIn ? entryOfRow(uint(at.y), tileRow) + column[k % BLOCK] : NOTHING;
        before[k] = depthHalfAt(isIn ? entry[k] : 0u);
    }
    uint waiting = 0u;
    for (int k = 0; k < BLOCK * BLOCK; k++) {
        waiting |= entry[k] != NOTHING && mayBeNearest(before[k], z) ? 1u << k : 0u;
    }
    while (waiting != 0u) {
        int next = findLSB(waiting);
        waiting &= waiting - 1u;
        uint at = entry[0];
        for (int k = 1; k < BLOCK * BLOCK; k++) {
            at = k == next ? entry[k] : at;
        }
        putNow(at, z, splat.colour);
    }
}
#endif

void putDisc(Splat splat, ivec4 box) {
    precise float z = splat.clipZw.x / splat.clipZw.y;
#ifdef FETCHES
    for (int y = box.y; y <= box.w; y += BLOCK) {
        for (int x = box.x; x <= box.z; x += BLOCK) {
            putBlock(splat, box, ivec2(x, y), z);
        }
    }
#else
    for (int y = box.y; y <= box.w; y++) {
        ivec2 row = rowOfDisc(splat, box, y);
        for (int x = row.x; x <= row.y; x++) {
            put(uvec2(x, y), z, splat.colour);
        }
    }
#endif
}

// A ball seen from the front: depth bulges towards the eye, and the rim is darker so that balls can be told apart.
void putBallPixel(Splat splat, ivec2 pixel) {
    vec2 offset = vec2(pixel) + 0.5 - splat.centre;
    precise float distance2 = dot(offset, offset) / (splat.radius * splat.radius);
    if (distance2 > 1.0) {
        return;
    }
    precise float height = sqrt(1.0 - distance2);
    precise float lift = height * splat.radius * splat.clipZw.y / pixelsPerUnit;
    precise vec2 zw = splat.clipZw + lift * towardsEye;
    precise float z = zw.x < zw.y ? zw.x / zw.y : 1.0;
    vec3 lit = colourOf(splat.colour).rgb * (0.62 + 0.38 * height);
    put(uvec2(pixel), z, packUnorm4x8(vec4(1.0, lit.bgr)));
}
