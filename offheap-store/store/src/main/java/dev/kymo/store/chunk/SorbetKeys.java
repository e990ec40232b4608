package dev.kymo.store.chunk;

/// Metadata keys of the chunk schema that the file format calls "sorbet". Files of 0.23 write a dot for the colon.
final class SorbetKeys {
    static final String VERSION_KEY = "sorbet:version";
    static final String VERSION = "0.1.3";
    static final String CHUNK_ID = "rerun:id";
    static final String CHUNK_ID_PREFIX = "chunk_";
    static final String ENTITY_PATH = "rerun:entity_path";
    static final String KIND = "rerun:kind";
    static final String KIND_CONTROL = "control";
    static final String KIND_INDEX = "index";
    static final String KIND_DATA = "data";
    static final String INDEX_NAME = "rerun:index_name";
    static final String IS_SORTED = "rerun:is_sorted";
    static final String COMPONENT = "rerun:component";
    static final String ARCHETYPE = "rerun:archetype";
    static final String COMPONENT_TYPE = "rerun:component_type";
    static final String ROW_ID_COLUMN = "rerun.controls.RowId";
    static final String EXTENSION_NAME = "ARROW:extension:name";
    static final String EXTENSION_METADATA = "ARROW:extension:metadata";
    static final String TUID_EXTENSION = "rerun.datatypes.TUID";
    static final String ROW_NAMESPACE = "{\"namespace\":\"row\"}";

    private SorbetKeys() {}

    /// The spelling of a key in files of 0.23.
    static String legacy(final String key) {
        return key.replace(':', '.');
    }
}
