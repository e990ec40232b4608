package dev.kymo.importer.mcap;

/// Messages of one topic and one type.
///
/// @param messageEncoding of the messages: `ros1`, `cdr`, `protobuf`, `json`, or one that is not known here
public record Channel(String topic, String messageEncoding, Schema schema) {}
