package dev.kymo.rrd;

import dev.kymo.store.model.StoreId;

/// What a file says about one of its stores, once, before its chunks.
///
/// @param version of the program that made the store
public record StoreInfo(StoreId store, StoreSource source, StreamVersion version) {
    /// For a store that Kymo makes.
    public static StoreInfo of(final StoreId store) {
        return new StoreInfo(store, StoreSource.KYMO, RrdWriter.VERSION);
    }
}
