// Closes gaps between points, by cells of 2, 4, 8 and 16 pixels that each hold one (depth, colour) as pixels do:
//   points that stand for finer ones put themselves into the cells of their level (points_small.glsl);
//   PULL makes a level of the one below it: what most of a cell's four parts show, where the cell is empty so far;
//   PUSH fills what is empty in a level, or shows what lies behind a surface of the coarser one, from that.
// The last step, from level 1 to pixels, is resolve.frag's. Of several surfaces in a place the nearest one counts that
// covers enough of it. Push and pull are those of Grossman and Dally, "Point sample rendering" (1998), with the
// depths compared as in Marroquim, Kraus and Cavalcanti, "Efficient point-based rendering using image reconstruction"
// (2007); cells that points are put into according to their distance from each other take the place of a search.
#ifdef KEY64
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
layout(buffer_reference, scalar, buffer_reference_align = 8) buffer Pixels { uint64_t at[]; };
#else
layout(buffer_reference, scalar, buffer_reference_align = 4) buffer Pixels { uint at[]; };
#endif

layout(local_size_x = 32) in;
layout(constant_id = 0) const uint MODE = 0u;
const bool PULL = MODE == 1u;
const uint CELLS_PER_THREAD = 8u;

layout(push_constant, scalar) uniform Step {
    uvec2 address;   // of pixels and cells
    uint entries;    // of all of them
    uint first;      // the first cell of the level that is filled
    uint across;     // its cells in a row
    uint down;
    uint fromFirst;  // the same of the level that it is filled from, 0 for pixels
    uint fromAcross;
    uint fromDown;
    float least;     // of a cell must be covered, to be filled
    Surface surface;
    uint stamp;
};

Pixels pixels;
#ifdef FETCHES
layout(set = 0, binding = 0) uniform usamplerBuffer pixelWords;
layout(set = 0, binding = 1) uniform usamplerBuffer pixelPairs;
#endif

struct Entry {
    uint depth;
    uint colour;
};

Entry entryAt(uint index) {
#if defined(FETCHES) && defined(KEY64)
    uvec2 entry = entryOf(PAIR_AT(pixelPairs, index), stamp);
#elif defined(FETCHES)
    uvec2 entry = uvec2(WORD_AT(pixelWords, index), WORD_AT(pixelWords, entries + index));
#elif defined(KEY64)
    uint64_t key = pixels.at[index];
    uvec2 entry = entryOf(uvec2(uint(key), uint(key >> 32)), stamp);
#else
    uvec2 entry = uvec2(pixels.at[index], pixels.at[entries + index]);
#endif
    return Entry(entry.x, entry.y);
}

void setEntry(uint index, Entry entry) {
#ifdef KEY64
    pixels.at[index] =
        (uint64_t(highOf(stamp, entry.depth)) << 32) | uint64_t(lowOf(entry.depth, entry.colour));
#else
    pixels.at[index] = entry.depth;
    pixels.at[entries + index] = entry.colour;
#endif
}

// Of the four that a cell is filled from.
float weightOf(uint i) {
    return PULL ? 0.25 : i == 0u ? 0.5625 : i == 3u ? 0.0625 : 0.1875;
}

float zOf(Entry entry) {
    return uintBitsToFloat(~entry.depth);
}

// Puts into a cell what the four show that count for it, the one that counts most first: the nearest surface where it
// covers enough of it, else what lies behind that.
void fillFrom(uint index, Entry four[4]) {
    uint nearest = min(min(four[0].depth, four[1].depth), min(four[2].depth, four[3].depth));
    Entry own = entryAt(index);
    precise float z = uintBitsToFloat(~nearest);
    precise float far = farEndOf(z, surface);
    float front = 0.0;
    float rest = 0.0;
    for (uint i = 0u; i < 4u; i++) {
        bool isFront = zOf(four[i]) >= far;
        front += four[i].depth != NOTHING && isFront ? weightOf(i) : 0.0;
        rest += four[i].depth != NOTHING && !isFront ? weightOf(i) : 0.0;
    }
    bool covers = front >= least;
    bool isHidden = covers && zOf(own) < far;
    bool isFilled = own.depth == NOTHING ? covers || rest >= least : isHidden;
    if (nearest != NOTHING && isFilled) {
        vec4 colour = vec4(0.0);
        float mixedZ = 0.0;
        for (uint i = 0u; i < 4u; i++) {
            float weight = four[i].depth != NOTHING && (zOf(four[i]) >= far) == covers ? weightOf(i) : 0.0;
            colour += weight * unpackUnorm4x8(four[i].colour);
            mixedZ += weight * zOf(four[i]);
        }
        float sum = covers ? front : rest;
        setEntry(index, Entry(~floatBitsToUint(mixedZ / sum), packUnorm4x8(colour / sum)));
    }
}

// Of the level that is filled from.
uint entryBelow(uvec2 cell) {
    return fromFirst == 0u ? entryOfPixel(cell, entriesInTileRow(float(fromAcross))) : fromFirst + cell.y * fromAcross + cell.x;
}

// The four cells below one of the level, of those that exist.
void pull(uvec2 cell) {
    uvec2 low = 2u * cell;
    uvec2 high = min(low + 1u, uvec2(fromAcross, fromDown) - 1u);
    Entry four[4];
    four[0] = entryAt(entryBelow(low));
    four[1] = entryAt(entryBelow(uvec2(high.x, low.y)));
    four[2] = entryAt(entryBelow(uvec2(low.x, high.y)));
    four[3] = entryAt(entryBelow(high));
    fillFrom(first + cell.y * across + cell.x, four);
}

// The cells of the level below one of the coarser level, from that and those around it.
void push(uvec2 coarse) {
    Entry around[9];
    for (uint i = 0u; i < 9u; i++) {
        ivec2 at = ivec2(coarse) + ivec2(i % 3u, i / 3u) - 1;
        at = clamp(at, ivec2(0), ivec2(fromAcross, fromDown) - 1);
        around[i] = entryAt(fromFirst + uint(at.y) * fromAcross + uint(at.x));
    }
    for (uint i = 0u; i < 4u; i++) {
        uvec2 cell = 2u * coarse + uvec2(i & 1u, i >> 1);
        uint besideX = (i & 1u) * 2u;
        uint besideY = (i >> 1) * 6u;
        Entry four[4];
        four[0] = around[4];
        four[1] = around[3u + besideX];
        four[2] = around[1u + besideY];
        four[3] = around[besideX + besideY];
        if (cell.x < across && cell.y < down) {
            fillFrom(first + cell.y * across + cell.x, four);
        }
    }
}

void main() {
    pixels = Pixels(address);
    uint columns = PULL ? across : fromAcross;
    uint together = gl_LocalInvocationID.x / TOGETHER;
    uint begin = (gl_WorkGroupID.x * gl_WorkGroupSize.x + together * TOGETHER) * CELLS_PER_THREAD
        + gl_LocalInvocationID.x % TOGETHER;
    for (uint k = 0u; k < CELLS_PER_THREAD; k++) {
        uint x = begin + k * TOGETHER;
        if (x >= columns) {
            return;
        }
        if (PULL) {
            pull(uvec2(x, gl_WorkGroupID.y));
        } else {
            push(uvec2(x, gl_WorkGroupID.y));
        }
    }
}
