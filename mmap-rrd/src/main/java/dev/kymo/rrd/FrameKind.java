package dev.kymo.rrd;

/// What a run of bytes of the file is.
public enum FrameKind {
    STREAM_HEADER,
    SET_STORE_INFO,
    CHUNK,
    BLUEPRINT_ACTIVATION,
    END,
    STREAM_FOOTER
}
