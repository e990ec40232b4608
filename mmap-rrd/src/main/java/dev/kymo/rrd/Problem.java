package dev.kymo.rrd;

/// Something wrong with a file that did not keep the rest of it from being used.
///
/// @param offsetBytes where in the file
/// @param message what was expected and what was found, in one line
public record Problem(Kind kind, long offsetBytes, String message) {
    /// What is wrong.
    public enum Kind {
        /// The file ends in the middle of a frame, which is lost; nothing before it is.
        CUT,
        /// Bytes behind the end that are too few, or of no kind that is known.
        TRAILING_BYTES,
        /// A message of a kind that no reader knows: they lose what follows.
        UNKNOWN_MESSAGE,
        /// A later stream of the file that can't be read, and what follows it.
        BAD_STREAM,
        /// A message whose fields can't be read; the ones after it are fine.
        BAD_MESSAGE,
        /// A chunk whose data can't be read or is of a kind that is not supported.
        BAD_CHUNK,
        /// The payload of a chunk is not what its writer wrote.
        CHECKSUM,
        /// The footer is not usable; the chunks are.
        BAD_FOOTER,
        /// The footer's manifest says something else about a chunk than the chunk.
        MANIFEST,
        /// An end message without a footer before another stream: Rerun's readers lose what follows.
        EARLY_END,
        /// The same chunk id twice in one store: readers ignore the second.
        DUPLICATE_CHUNK
    }

    @Override
    public String toString() {
        return "byte " + offsetBytes + ": " + message;
    }
}
