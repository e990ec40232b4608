package dev.kymo.sdk;

/// How a shape is drawn.
public enum FillMode {
    /// Only the lines that correspond to the data.
    MAJOR_WIREFRAME(1),
    /// Many lines that show the surface.
    DENSE_WIREFRAME(2),
    /// A filled surface.
    SOLID(3),
    /// A transparent surface with the lines of [#MAJOR_WIREFRAME] on top. Older viewers do not know it.
    TRANSPARENT_FILL_MAJOR_WIREFRAME(4);

    private final byte code;

    FillMode(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
