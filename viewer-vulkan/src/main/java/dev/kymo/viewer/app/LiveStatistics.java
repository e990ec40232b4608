package dev.kymo.viewer.app;

/// What a [LiveSource] has seen and holds, counted since it was started unless another thing is said.
///
/// @param producers programs whose rings are followed now
/// @param ringRows rows read from rings before a file had them
/// @param fileFirstRows rows that were in a file before they were read from their rings
/// @param overlayRows rows shown now that are in no file yet
/// @param keptRows rows shown that no file will have: nobody recorded
/// @param fileChunks chunks of files shown
/// @param refusedRows rows that could not be shown
/// @param missedBytes bytes of rings given back before they were read here: in a file by then, or let go
/// @param owns whether this process owns the rings now, because nobody records
public record LiveStatistics(
        int producers,
        long ringRows,
        long fileFirstRows,
        long overlayRows,
        long keptRows,
        long fileChunks,
        long refusedRows,
        long missedBytes,
        boolean owns) {}
