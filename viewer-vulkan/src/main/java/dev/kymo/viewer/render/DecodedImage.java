package dev.kymo.viewer.render;

import java.lang.foreign.MemorySegment;

/// A decoded picture: rows from the top, no padding, channels interleaved (1 grey, 2 grey and alpha, 3 RGB, 4 RGBA).
///
/// @param bitsPerChannel 8, or 16 (little-endian)
/// @param pixels lives as long as the arena it was decoded into
public record DecodedImage(int width, int height, int channels, int bitsPerChannel, MemorySegment pixels) {}
