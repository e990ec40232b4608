package dev.kymo.sdk;

/// Which way a transform goes.
public enum TransformRelation {
    /// Maps the entity's coordinates to its parent's: the entity's pose. What is meant when nothing is said.
    PARENT_FROM_CHILD(1),
    /// Maps the parent's coordinates to the entity's.
    CHILD_FROM_PARENT(2);

    private final byte code;

    TransformRelation(final int code) {
        this.code = (byte) code;
    }

    /// The number that stands for it in components.
    public byte code() {
        return code;
    }
}
