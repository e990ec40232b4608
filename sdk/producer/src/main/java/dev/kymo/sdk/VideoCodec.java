package dev.kymo.sdk;

/// How the samples of a [VideoStream] are encoded.
public enum VideoCodec {
    H264("avc1"),
    H265("hev1"),
    AV1("av01");

    private final int code;

    /// @param fourcc four letters, read as a big-endian number
    VideoCodec(final String fourcc) {
        code = fourcc.charAt(0) << 24 | fourcc.charAt(1) << 16 | fourcc.charAt(2) << 8 | fourcc.charAt(3);
    }

    /// The number that stands for it in components.
    public int code() {
        return code;
    }
}
