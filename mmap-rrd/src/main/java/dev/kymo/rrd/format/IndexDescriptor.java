package dev.kymo.rrd.format;

/// The index side file of a recording (`docs/INDEX_FILE.md`): which entities, components and times each chunk has.
///
/// Little-endian; offsets are from the file's begin. Checksums are xxh64 with seed 0. The directory is checked when the
/// file is opened, an entity's block when the entity is first asked for.
///
///      0                               8
///     +-------------------------------+-------------------------------+
///   0 |          'KYMOINDX'           |  version=1    |  store count  |
///     +-------------------------------+-------------------------------+
///  16 |   bytes of this file          |   bytes of the recording      |
///     +-------------------------------+-------------------------------+
///  32 |   its modification time, ns   |   checksum of its first 4 KiB |
///     +-------------------------------+-------------------------------+
///  48 |   checksum of its last 4 KiB  |   directory offset            |
///     +-------------------------------+-------------------------------+
///  64 |   directory length            |   directory checksum          |
///     +-------------------------------+-------------------------------+
///  80 |   offset of the stores        | entity count  |  chunk count  |
///     +-------------------------------+-------------------------------+
///  96 |   0                           |   0                           |
///     +-------------------------------+-------------------------------+
/// 112 |   0                           |   checksum of bytes 0 to 119  |
///     +-------------------------------+-------------------------------+
///
/// The blocks of the entities follow, each at a multiple of 8, then the directory: one entry per entity, by store and
/// path; the paths; the stores.
///
///     entity       0 block offset (u64)   8 block length (u64)   16 block checksum (u64)
///                 24 path offset (u64)   32 path length (u32)    36 first chunk's number (u32)
///     store        kind (u8), application id, recording id (texts), flags (u8: 1 has Clears), first entity (u32),
///                  entities (u32), timelines (u32), each: name (text), type (u8)
///     problems     count (u32), each: kind (u8), offset in the recording (u64), message (text)
///     text         length in bytes (u32), UTF-8
///
/// A block begins with the entity's chunks, by id; their numbers ascend from the entity's first one.
///
///     block        0 components (u32)     4 chunks (u32)          8 offset of the components, from the block (u64)
///     chunk        0 id (16, as in Arrow) 16 message offset (u64) 24 message length (u64)
///                 32 unpacked bytes (u64) 40 rows (u32)           44 flags (u32)
///     component    name (text), descriptors (u32), each: archetype, type (u8 whether there is one, text);
///                  static chunks (u32), their numbers (u32 each), by their place in the recording;
///                  timelines (u32), each: name (text), chunks n (u32), offset of a series, from the block (u64)
///     series       n first times, n last times, n greatest last times so far (i64 each), n chunk numbers (u32 each):
///                  by first time, then by place in the recording
public final class IndexDescriptor {
    public static final String SUFFIX = ".kymo-index";

    /// `KYMOINDX`, read as a little-endian integer.
    public static final long MAGIC = 0x58444E494F4D594BL;

    public static final int VERSION = 1;
    /// Of the recording's begin and end, that go into a checksum.
    public static final int IDENTITY_BYTES = 4096;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int STORES_OFFSET = 12;
    public static final int LENGTH_OFFSET = 16;
    public static final int RECORDING_LENGTH_OFFSET = 24;
    public static final int RECORDING_MODIFIED_OFFSET = 32;
    public static final int RECORDING_HEAD_OFFSET = 40;
    public static final int RECORDING_TAIL_OFFSET = 48;
    public static final int DIRECTORY_OFFSET = 56;
    public static final int DIRECTORY_LENGTH_OFFSET = 64;
    public static final int DIRECTORY_CHECKSUM_OFFSET = 72;
    public static final int STORES_AT_OFFSET = 80;
    public static final int ENTITIES_OFFSET = 88;
    public static final int CHUNKS_OFFSET = 92;
    public static final int CHECKSUM_OFFSET = 120;
    public static final int HEADER_BYTES = 128;

    public static final int ENTITY_BLOCK_OFFSET = 0;
    public static final int ENTITY_BLOCK_LENGTH_OFFSET = 8;
    public static final int ENTITY_CHECKSUM_OFFSET = 16;
    public static final int ENTITY_PATH_OFFSET = 24;
    public static final int ENTITY_PATH_LENGTH_OFFSET = 32;
    public static final int ENTITY_FIRST_CHUNK_OFFSET = 36;
    public static final int ENTITY_BYTES = 40;

    public static final int BLOCK_COMPONENTS_OFFSET = 0;
    public static final int BLOCK_CHUNKS_OFFSET = 4;
    public static final int BLOCK_COMPONENTS_AT_OFFSET = 8;
    public static final int BLOCK_HEADER_BYTES = 16;

    public static final int CHUNK_ID_OFFSET = 0;
    public static final int CHUNK_MESSAGE_OFFSET = 16;
    public static final int CHUNK_MESSAGE_LENGTH_OFFSET = 24;
    public static final int CHUNK_UNPACKED_OFFSET = 32;
    public static final int CHUNK_ROWS_OFFSET = 40;
    public static final int CHUNK_FLAGS_OFFSET = 44;
    public static final int CHUNK_BYTES = 48;

    public static final int STORE_HAS_CLEARS = 1;

    public static final int CHUNK_STATIC = 1;
    public static final int CHUNK_COMPRESSED = 1 << 1;
    /// The chunk itself was looked at: the two flags below are known.
    public static final int CHUNK_SEEN = 1 << 2;
    /// All buffers lie at multiples of 64.
    public static final int CHUNK_ALIGNED = 1 << 3;
    /// Its rows ascend on every timeline.
    public static final int CHUNK_SORTED = 1 << 4;

    private IndexDescriptor() {}
}
