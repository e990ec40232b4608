package dev.kymo.store.chunk;

/// Metadata keys of the chunk schema that the file format calls "sorbet". Files of 0.23 write a dot for the colon.
public final class SorbetKeys {
    public static final String VERSION_KEY = "sorbet:version";
    public static final String VERSION = "0.1.3";
    public static final String CHUNK_ID = "rerun:id";
    public static final String CHUNK_ID_PREFIX = "chunk_";
    public static final String ENTITY_PATH = "rerun:entity_path";
    /// Ours: the table that a chunk's rows were sent in, 32 hex digits.
    public static final String BATCH_ID = "kymo:batch_id";

    public static final String KIND = "rerun:kind";
    public static final String KIND_CONTROL = "control";
    public static final String KIND_INDEX = "index";
    public static final String KIND_DATA = "data";
    public static final String INDEX_NAME = "rerun:index_name";
    public static final String IS_SORTED = "rerun:is_sorted";
    public static final String IS_STATIC = "rerun:is_static";
    public static final String COMPONENT = "rerun:component";
    public static final String ARCHETYPE = "rerun:archetype";
    /// Only in files of 0.23.
    public static final String LEGACY_ARCHETYPE_FIELD = "rerun.archetype_field";

    public static final String COMPONENT_TYPE = "rerun:component_type";
    public static final String ROW_ID_COLUMN = "rerun.controls.RowId";
    public static final String EXTENSION_NAME = "ARROW:extension:name";
    public static final String EXTENSION_METADATA = "ARROW:extension:metadata";
    public static final String TUID_EXTENSION = "rerun.datatypes.TUID";
    public static final String ROW_NAMESPACE = "{\"namespace\":\"row\"}";

    private SorbetKeys() {}

    /// The spelling of a key in files of 0.23.
    public static String legacy(final String key) {
        return key.replace(':', '.');
    }
}
