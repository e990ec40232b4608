package dev.kymo.sdk;

/// Which channels a pixel has, in the order of its bytes.
public enum ColorModel {
    /// Luminance alone.
    L(1, 1),
    RGB(2, 3),
    RGBA(3, 4),
    BGR(4, 3),
    BGRA(5, 4);

    private final byte code;
    private final int channels;

    ColorModel(final int code, final int channels) {
        this.code = (byte) code;
        this.channels = channels;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }

    public int channels() {
        return channels;
    }
}
