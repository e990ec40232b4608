package dev.kymo.rrd.lod;

/// The side file with the levels of detail of one cloud (`docs/LOD.md`).
///
/// Little-endian; offsets are from the file's begin. Checksums are xxh64 with seed 0.
///
///      0                               8
///     +-------------------------------+-------------------------------+
///   0 |          'KYMOLODT'           |  version=1    |  node count   |
///     +-------------------------------+-------------------------------+
///  16 |   bytes of this file          |   bytes of the recording      |
///     +-------------------------------+-------------------------------+
///  32 |   its modification time, ns   |   checksum of its first 4 KiB |
///     +-------------------------------+-------------------------------+
///  48 |   checksum of its last 4 KiB  |   what of it is shown         |
///     +-------------------------------+-------------------------------+
///  64 |   points in nodes             |   points that are not finite  |
///     +-------------------------------+-------------------------------+
///  80 |   offset of the node table    |   checksum of the node table  |
///     +-------------------------------+-------------------------------+
///  96 |   0                           |   0                           |
///     +-------------------------------+-------------------------------+
/// 112 |   0                           |   checksum of bytes 0 to 119  |
///     +-------------------------------+-------------------------------+
///
/// The points of the nodes follow, each node's at a multiple of 16, then the node table, which ends the
/// file. The header
/// is written last: a file without one was never finished.
///
///     points of a node of n n places (u64), n colours (u32, 0xRRGGBBAA), n numbers of the points in the
///     cloud (u32)
///     place bits 0 to 20 x, 21 to 41 y, 42 to 62 z: steps of the node's edge / 2^21 from its
/// corner;
///                               the point is in the middle of its step
///     node     0 corner of its cube, x, y, z (f64)   24 its edge (f64)
///             32 box around the points of it and all below it: least x, y, z, greatest x, y, z (f32)
///             56 offset of its points (u64)          64 checksum of its points (u64)
///             72 points n (u32)                      76 its first child's number (u32)
///             80 children (u32)                      84 spacing (f32)
///             88 0
final class LodDescriptor {
    static final String SUFFIX = ".kymo-lod";

    /// `KYMOLODT`, read as a little-endian integer.
    static final long MAGIC = 0x54444F4C4F4D594BL;

    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int NODES_OFFSET = 12;
    static final int LENGTH_OFFSET = 16;
    static final int RECORDING_LENGTH_OFFSET = 24;
    static final int RECORDING_MODIFIED_OFFSET = 32;
    static final int RECORDING_HEAD_OFFSET = 40;
    static final int RECORDING_TAIL_OFFSET = 48;
    static final int WHAT_OFFSET = 56;
    static final int POINTS_OFFSET = 64;
    static final int NOT_FINITE_OFFSET = 72;
    static final int TABLE_OFFSET = 80;
    static final int TABLE_CHECKSUM_OFFSET = 88;
    static final int CHECKSUM_OFFSET = 120;
    static final int HEADER_BYTES = 128;

    static final int NODE_CORNER_OFFSET = 0;
    static final int NODE_EDGE_OFFSET = 24;
    static final int NODE_BOX_OFFSET = 32;
    static final int NODE_POINTS_AT_OFFSET = 56;
    static final int NODE_CHECKSUM_OFFSET = 64;
    static final int NODE_POINTS_OFFSET = 72;
    static final int NODE_FIRST_CHILD_OFFSET = 76;
    static final int NODE_CHILDREN_OFFSET = 80;
    static final int NODE_SPACING_OFFSET = 84;
    static final int NODE_BYTES = 96;

    static final int PLACE_BYTES = 8;
    static final int COLOUR_BYTES = 4;
    static final int NUMBER_BYTES = 4;
    static final int POINT_BYTES = PLACE_BYTES + COLOUR_BYTES + NUMBER_BYTES;

    /// Bits of a place per axis.
    static final int PLACE_BITS = 21;

    /// More points are in no node that is built.
    static final int NODE_POINTS_MAX = 1 << 22;

    private LodDescriptor() {}
}
