package dev.kymo.viewer.app.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The files of a recording that viewers are shown. Any thread.
public interface ServedFiles {
    /// Those that are there, oldest first.
    List<Path> present();

    /// How many bytes of a file will stay as they are.
    long settledBytes(Path file);

    /// Asks to file what is open, before long.
    void fileSoon();

    /// Has all filed that has been taken.
    ///
    /// @return whether it is; false when time ran out
    boolean fileAll(Duration timeout);
}
