package dev.kymo.sdk;

/// What a line plot does between two values.
public enum InterpolationMode {
    LINEAR(1),
    /// Holds a value until the next one.
    STEP_AFTER(2),
    /// Takes the next value at once.
    STEP_BEFORE(3),
    /// Jumps half way.
    STEP_MID(4);

    private final byte code;

    InterpolationMode(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
