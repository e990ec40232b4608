package dev.kymo.rrd.format;

/// Field numbers of the end message's payload, and the columns of the manifest inside it.
///
///     RrdFooter      { 1 repeated RrdManifest }
///     RrdManifest    { 1 StoreId, 2 {1 bytes: Arrow schema stream}, 3 sha256, 4 DataframePart }
///     DataframePart  { 1 encoder_version = 1, 2 payload: Arrow stream, 3 compression, 4 uncompressed_size }
///
/// The data has one row per chunk of the store. Spans are of the ArrowMsg, without its message header.
public final class FooterDescriptor {
    public static final int MANIFEST = 1;

    public static final int MANIFEST_STORE_ID = 1;
    public static final int MANIFEST_SCHEMA = 2;
    public static final int MANIFEST_SHA256 = 3;
    public static final int MANIFEST_DATA = 4;

    public static final int DATA_ENCODER_VERSION = 1;
    public static final int DATA_PAYLOAD = 2;
    public static final int DATA_COMPRESSION = 3;
    public static final int DATA_UNCOMPRESSED_SIZE = 4;
    public static final long ENCODER_VERSION = 1;

    public static final String ENTITY_PATH = "chunk_entity_path";
    public static final String CHUNK_ID = "chunk_id";
    public static final String IS_STATIC = "chunk_is_static";
    public static final String NUM_ROWS = "chunk_num_rows";
    public static final String BYTE_OFFSET = "chunk_byte_offset";
    public static final String BYTE_SIZE = "chunk_byte_size";
    public static final String BYTE_SIZE_UNCOMPRESSED = "chunk_byte_size_uncompressed";
    public static final String HAS_STATIC_DATA = "has_static_data";
    public static final String START = "start";
    public static final String END = "end";
    public static final String COMPONENT_ROWS = "num_rows";
    public static final String INDEX_KEY = "rerun:index";
    public static final String INDEX_STATIC = "rerun:static";

    private FooterDescriptor() {}

    /// A timeline's or component's name as part of a column's name.
    public static String columnName(final String name) {
        final StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            text.append(c == ',' || c == ' ' || c == '-' || c == '.' || c == '\\' ? '_' : c);
        }
        int from = 0;
        while (from < text.length() && text.charAt(from) == '_') {
            from++;
        }
        return text.substring(from);
    }
}
