package dev.kymo.sdk.remote;

/// What became of the rows of a [TcpSink]: every row that was handed over is in exactly one of `keptRows`,
/// `bufferedRows` and `droppedRows`.
///
/// @param keptRows the recorder has said that it keeps them
/// @param bufferedRows in this process still, to be sent, or sent and not yet acknowledged
/// @param bufferedBytes what those take of the buffer
/// @param droppedRows for which the buffer had no room, or that were left in it when the sink was closed
/// @param refusedRows of the kept ones, those that the recorder could not store; it names them
/// @param connections that were made so far
public record TcpCounters(
        long keptRows, long bufferedRows, long bufferedBytes, long droppedRows, long refusedRows, long connections) {}
