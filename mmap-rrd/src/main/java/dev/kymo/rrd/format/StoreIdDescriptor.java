package dev.kymo.rrd.format;

/// Field numbers of the StoreId message: `{ 1 kind, 2 recording_id string, 3 application_id {1 string} }`.
public final class StoreIdDescriptor {
    public static final int KIND = 1;
    public static final int RECORDING_ID = 2;
    public static final int APPLICATION_ID = 3;

    public static final long KIND_RECORDING = 1;
    public static final long KIND_BLUEPRINT = 2;

    /// What readers call the application of a recording whose application nobody has named.
    public static final String UNKNOWN_APPLICATION = "unknown_app_id";

    private StoreIdDescriptor() {}
}
