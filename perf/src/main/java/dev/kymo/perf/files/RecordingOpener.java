package dev.kymo.perf.files;

import java.nio.file.Path;

/// Makes a file of many chunks and answers from it, in one way.
public interface RecordingOpener {
    String extension();

    /// @throws Exception when it can't be made
    void make(Path file, OpenData data) throws Exception;

    /// Opens the file, asks for the newest row of every entity at or before a time, and closes it.
    ///
    /// @return the sum of the values
    /// @throws Exception when it can't be read
    double ask(Path file, OpenData data) throws Exception;
}
