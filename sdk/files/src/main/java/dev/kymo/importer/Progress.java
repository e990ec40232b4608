package dev.kymo.importer;

/// Hears how an import goes on. Called from the importing thread or from its workers, never by two at a time.
public interface Progress {
    /// Hears nothing.
    Progress NONE = (doneBytes, totalBytes, points) -> {};

    /// @param doneBytes bytes of the sources read so far
    /// @param totalBytes bytes of all sources
    /// @param points points (or frames, for images) read so far
    void advanced(long doneBytes, long totalBytes, long points);

    /// Something the user should know: an assumption made, something left out. One line.
    default void note(final String text) {}
}
