package dev.kymo.perf.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Writes messages of a time and bytes to a file on disk, in one way. The last thing that counts is that the kernel has
/// been told to put all of it on the disk.
public interface MessageRecorder {
    /// @param file to be made; a folder for those who write several
    /// @param scratch an empty folder on a memory file system
    /// @throws Exception when it can't
    void begin(Path file, Path scratch, int messageBytes) throws Exception;

    /// @param payload direct; all of it is the message
    /// @throws Exception when it fails
    void write(long time, ByteBuffer payload) throws Exception;

    /// All messages are in the file, and the file is forced to the disk and closed.
    ///
    /// @throws Exception when it fails
    void finish() throws Exception;

    /// Gives back what [#begin] took, after [#finish]; not counted, as what that takes is not.
    default void release() {}

    /// Reads the file back.
    ///
    /// @return messages in it
    /// @throws Exception when it can't be read
    long countMessages(Path file) throws Exception;

    /// For a recorder that gave up half way.
    default void abandon() throws IOException {}
}
