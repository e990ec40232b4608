package dev.kymo.rrd.format;

/// Field numbers of the SetStoreInfo message, and of the messages inside it that only it has.
///
///     SetStoreInfo  { 1 row_id Tuid, 2 info StoreInfo }
///     StoreInfo     { 1 application_id {1 string}, 2 store_id StoreId, 5 source StoreSource, 6 version {1 int32} }
///     StoreSource   { 1 kind, 2 extra {1 bytes} }
///
/// `StoreInfo.1` is what files of 0.24 and before have instead of `StoreId.3`; readers of 0.24 demand it.
public final class SetStoreInfoDescriptor {
    public static final int ROW_ID = 1;
    public static final int INFO = 2;

    public static final int INFO_APPLICATION_ID = 1;
    public static final int INFO_STORE_ID = 2;
    public static final int INFO_SOURCE = 5;
    public static final int INFO_VERSION = 6;

    public static final int SOURCE_KIND = 1;
    public static final int SOURCE_EXTRA = 2;

    /// The only field of the messages that wrap one value: application id, extra, version, schema.
    public static final int WRAPPED = 1;

    private SetStoreInfoDescriptor() {}
}
