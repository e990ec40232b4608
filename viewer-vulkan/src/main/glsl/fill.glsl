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
const uint NOTHING = 0xFFFFFFFFu;

layout(push_constant, scalar) uniform Step {
    uvec2 address;   // of pixels and cells
    uint entries;    // of all of them
    uint first;      // the first cell of the level that is filled
    uint across;     // its cells in a row
    uint fromFirst;  // the same of the level that it is filled from
    uint fromAcross;
    uint fromDown;
    float least;     // of a cell must be covered, to be filled
    Surface surface;
};

Pixels pixels;

struct Entry {
    uint depth;
    uint colour;
};

Entry entryAt(uint index) {
#ifdef KEY64
    uint64_t key = pixels.at[index];
    return Entry(uint(key >> 32), uint(key));
#else
    return Entry(pixels.at[index], pixels.at[entries + index]);
#endif
}

void setEntry(uint index, Entry entry) {
#ifdef KEY64
    pixels.at[index] = (uint64_t(entry.depth) << 32) | uint64_t(entry.colour);
#else
    pixels.at[index] = entry.depth;
    pixels.at[entries + index] = entry.colour;
#endif
}

struct Mix {
    vec4 colour;
    float z;
    float weight;
};

void mixIn(inout Mix mixed, Entry entry, float weight) {
    mixed.colour += weight * unpackUnorm4x8(entry.colour);
    mixed.z += weight * uintBitsToFloat(~entry.depth);
    mixed.weight += weight;
}

Entry entryOf(Mix mixed) {
    return Entry(~floatBitsToUint(mixed.z / mixed.weight), packUnorm4x8(mixed.colour / mixed.weight));
}

void main() {
    pixels = Pixels(address);
    uint y = gl_WorkGroupID.y;
    for (uint k = 0u; k < CELLS_PER_THREAD; k++) {
        uint x = (gl_WorkGroupID.x * CELLS_PER_THREAD + k) * gl_WorkGroupSize.x + gl_LocalInvocationID.x;
        if (x >= across) {
            return;
        }
        // The four that are asked, the one that counts most first
        uvec2 near = PULL ? 2u * uvec2(x, y) : uvec2(x, y) >> 1;
        uvec2 other = PULL ? near + 1u : near + 2u * (uvec2(x, y) & 1u) - 1u;
        // Below 0 it is a large number
        bvec2 exists = lessThan(other, uvec2(fromAcross, fromDown));
        other = uvec2(exists.x ? other.x : near.x, exists.y ? other.y : near.y);
        Entry entries4[4];
        entries4[0] = entryAt(fromFirst + near.y * fromAcross + near.x);
        entries4[1] = entryAt(fromFirst + near.y * fromAcross + other.x);
        entries4[2] = entryAt(fromFirst + other.y * fromAcross + near.x);
        entries4[3] = entryAt(fromFirst + other.y * fromAcross + other.x);
        uint nearest = min(min(entries4[0].depth, entries4[1].depth), min(entries4[2].depth, entries4[3].depth));
        Entry own = entryAt(first + y * across + x);
        if (nearest == NOTHING) {
            continue;
        }
        precise float z = uintBitsToFloat(~nearest);
        precise float far = farEndOf(z, surface);
        Mix front = Mix(vec4(0.0), 0.0, 0.0);
        Mix rest = Mix(vec4(0.0), 0.0, 0.0);
        for (uint i = 0u; i < 4u; i++) {
            float weight = PULL ? 0.25 : i == 0u ? 0.5625 : i == 3u ? 0.0625 : 0.1875;
            bool isSome = entries4[i].depth != NOTHING;
            bool isFront = isSome && uintBitsToFloat(~entries4[i].depth) >= far;
            mixIn(front, entries4[i], isFront ? weight : 0.0);
            mixIn(rest, entries4[i], isSome && !isFront ? weight : 0.0);
        }
        bool covers = front.weight >= least;
        bool isHidden = covers && uintBitsToFloat(~own.depth) < far;
        if (own.depth == NOTHING ? covers || rest.weight >= least : isHidden) {
            setEntry(first + y * across + x, entryOf(covers ? front : rest));
        }
    }
}
