package dev.kymo.ring;

/// What became of a producer's rows so far. A snapshot: the numbers are read one after the other while threads
/// log.
///
/// @param committedRows rows answered `COMMITTED`
/// @param committedBytes their bytes, in ring, payload area and journal
/// @param bufferedRows rows answered `BUFFERED`, whatever became of them later
/// @param droppedRows rows answered `DROPPED`
/// @param letGoRows rows answered `BUFFERED` that later gave way to newer ones before anybody recorded them
/// @param spilledRows rows that went to the producer's own files; each was answered `COMMITTED` or `BUFFERED` too
public record ProducerCounters(
        long committedRows,
        long committedBytes,
        long bufferedRows,
        long bufferedBytes,
        long droppedRows,
        long droppedBytes,
        long letGoRows,
        long letGoBytes,
        long spilledRows,
        long spilledBytes) {}
