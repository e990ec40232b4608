#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_scalar_block_layout : require

// Everything is reached by device address: no limit of 128 MiB per binding. But see FETCHES.
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Floats { float at[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) readonly buffer Words { uint at[]; };

// With FETCHES words come from buffers that are bound, one in each set: binding 0 has words, 1 pairs of them, 2 triples. A
// driver that draws by the processor makes a load by address for one lane after the other, and a fetch for all lanes
// together; and a triple is one load for each lane, where three words are three (GpuDevice.fetchesWords). Values are the
// same.
#ifdef FETCHES
#define WORD_AT(words, index) texelFetch(words, int(index)).x
#define PAIR_AT(pairs, index) texelFetch(pairs, int(index)).xy
#define TRIPLE_AT(triples, index) texelFetch(triples, int(index)).xyz
#endif

// Of the 32 invocations of a workgroup so many have items that follow each other, and the next ones come behind all items of
// these. A processor takes them together through all of their items, and then the next ones, so it reads memory in one
// direction; others take the whole workgroup item by item.
#ifdef FETCHES
const uint TOGETHER = 8u;
#else
const uint TOGETHER = 32u;
#endif

// Written once per frame by SceneRenderer.FrameInfoDescriptor.
layout(buffer_reference, scalar, buffer_reference_align = 16) readonly buffer FrameInfo {
    uvec2 pixels;        // address of the points' depth and colour: entries of pixels, then of the cells of the levels
    uvec2 largeSplats;   // address of the list of splats that a whole workgroup draws
    vec2 viewport;       // pixels
    float pixelsPerUnit; // pixels that one world unit covers where clip w is 1
    float uiScale;       // pixels per UI pixel
    vec2 towardsEye;     // change of clip (z, w) per world unit of movement towards the eye
    uvec4 levels;        // the first cell of levels 1 to 4 that points are put into; one of level n covers 2^n by 2^n pixels
    uint entries;        // of all pixels and cells together, those that are kept too
    uint stamp;          // of the picture, for entries of 64 bits
    vec4 inside[6];      // what is shown of points: where the product with clip coordinates is 0 or more
};

// Pixels of a picture lie in tiles of 64 by 64, row by row of tiles, and in a tile in blocks of 4 by 4 (CellLevels.java).
// What is near in the picture is so in few pages of memory, and a driver that draws by the processor, which goes through a
// picture in such tiles and blocks, reads them one after the other. Cells lie in rows.
uint entriesInTileRow(float width) {
    return (uint(width) + 63u) >> 6 << 12;
}

// An entry's number is the sum of what its row and what its column say.
uint entryOfRow(uint y, uint tileRow) {
    return (y >> 6) * tileRow + ((y & 60u) << 6) + ((y & 3u) << 2);
}

uint entryOfColumn(uint x) {
    return (x >> 6 << 12) + ((x & 60u) << 2) + (x & 3u);
}

uint entryOfPixel(uvec2 pixel, uint tileRow) {
    return entryOfRow(pixel.y, tileRow) + entryOfColumn(pixel.x);
}

uint cellsAcross(uint level, float pixels) {
    return (uint(pixels) + (1u << level) - 1u) >> level;
}

// A radius is in world units, or in UI pixels when negative (as Rerun's Radius is). `w` is clip w.
float radiusInPixels(float radius, float scale, float w, float pixelsPerUnit, float uiScale) {
    float world = radius * scale * pixelsPerUnit / w;
    float ui = -radius * uiScale;
    float pixels = radius < 0.0 ? ui : world;
    return isnan(pixels) ? 1.5 * uiScale : pixels;
}

bool given(uvec2 address) {
    return (address.x | address.y) != 0u;
}

// Rerun's Color: red in the highest byte.
vec4 colourOf(uint rgba) {
    return unpackUnorm4x8(rgba).abgr;
}

const uint NOTHING = 0xFFFFFFFFu;

// Of a pixel or a cell, an entry of 64 bits: smaller where it is nearer, but newer first.
//
//   |63          56|55                          24|23           0|
//   |    stamp     |            depth             |   r   g   b  |
//
// The stamp of a picture is one less than that of the picture before. So what that has left need not be cleared: all
// that is drawn now is smaller, and what has another stamp is nothing (PointRenderer.java).
uint highOf(uint stamp, uint depth) {
    return stamp << 24 | depth >> 8;
}

uint lowOf(uint depth, uint colour) {
    return depth << 24 | colour >> 8;
}

// Depth, NOTHING where it is none of this picture's, and colour. `key` is as it lies in memory: the low half first.
uvec2 entryOf(uvec2 key, uint stamp) {
    return uvec2(key.y >> 24 == stamp ? key.y << 8 | key.x >> 24 : NOTHING, key.x << 8 | 0xFFu);
}
