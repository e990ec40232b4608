package dev.kymo.sdk;

final class Clear {
    private static final Clear FLAT = update().isRecursive(false);
    private static final Clear RECURSIVE = update().isRecursive(true);

    /// Hides the entity's own data.
    public static Clear flat() {
        return FLAT;
    }

    /// Hides the data of the entity and of all entities below it.
    public static Clear recursive() {
        return RECURSIVE;
    }
}
