package dev.kymo.sdk;

/// Which faces of a mesh are drawn; a front face has its vertices counter-clockwise.
public enum MeshFaceRendering {
    DOUBLE_SIDED(1),
    FRONT(2),
    BACK(3);

    private final byte code;

    MeshFaceRendering(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
