package dev.kymo.store.ingest;

/// Where rows came from before any file had them: a ring, whose positions only grow.
public interface RowOrigin {
    /// All rows before this position had been given back when all files were last read to their ends: a row
    /// before it that was found in no file will come into none.
    long settledPosition();
}
