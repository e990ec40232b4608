package dev.kymo.sdk;

/// What is seen where a pixel of an image covers many of the screen.
public enum MagnificationFilter {
    NEAREST(1),
    LINEAR(2),
    BICUBIC(3);

    private final byte code;

    MagnificationFilter(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
