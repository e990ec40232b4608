package dev.kymo.ingest;

import java.nio.file.Path;

/// What a recorder knows of one producer. Counts of the producer itself (dropped, let go) are as old as the
/// last scan, some 20 ms.
///
/// @param pid the process id it states; in another container it means nothing here
/// @param folder its files, which name it for certain
/// @param startNs when it opened its ring, nanoseconds since the epoch
/// @param rows rows taken from ring and journal
/// @param staticRows how many of them were static
/// @param bytes their bytes, in ring, payload area and journal
/// @param refusedRows rows that the sink could not store
/// @param unfinishedRecords records that a dead producer had begun and not finished
/// @param droppedRows rows that the producer dropped because ring or payload area were full
/// @param letGoRows rows that the producer let go while nobody recorded
/// @param isCutOff whether nothing is read from it any more, because a record was bad
public record ProducerStatistics(
        long pid,
        Path folder,
        long startNs,
        long rows,
        long staticRows,
        long bytes,
        long refusedRows,
        long unfinishedRecords,
        long droppedRows,
        long droppedBytes,
        long letGoRows,
        long letGoBytes,
        boolean isCutOff) {}
