package dev.kymo.importer;

import dev.kymo.sdk.RecordingStream;
import java.io.IOException;
import java.nio.file.Path;

/// Turns one kind of source into rows. Has no state: any thread may use it, for several imports at once.
public interface Importer {
    /// The kind of source, for messages: `LAS, LAZ, PCD or PLY point clouds`.
    String describe();

    /// Whether this importer is the one for `source`.
    ///
    /// @param source a file or a folder
    /// @param head the file's first bytes (up to 4096); empty for a folder
    boolean accepts(Path source, byte[] head);

    /// Reads the request's sources and logs what they hold. A file is read and checked as a whole before
    /// anything of it is logged; when the third of several frames is broken, the two before it have been
    /// logged.
    ///
    /// Sets the times `frame` and `time` of the calling thread, and takes them off again.
    ///
    /// @throws ImportException when a source is not what it says, or the recording takes no more rows
    void importTo(ImportRequest request, RecordingStream out, Progress progress) throws IOException;
}
