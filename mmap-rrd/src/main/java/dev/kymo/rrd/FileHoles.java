package dev.kymo.rrd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gives parts of a file back to the disk while it is still in use: for files that are read once, piece by piece. Any
/// thread; closed by whoever opened it, after which the file is as it was.
public final class FileHoles implements AutoCloseable {
    private final int descriptor;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private FileHoles(final int descriptor) {
        this.descriptor = descriptor;
    }

    /// @param file which may lose its name afterwards
    public static FileHoles of(final Path file) throws IOException {
        return new FileHoles(NativeMemory.open(file));
    }

    /// Lets go of some bytes, which read as zeros from now on; the file's size stays. Where the file system can't,
    /// nothing happens.
    public void punch(final long offset, final long lengthBytes) {
        if (offset < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException("offset=" + offset + ", lengthBytes=" + lengthBytes);
        }
        if (lengthBytes > 0) {
            NativeMemory.punchHole(descriptor, offset, lengthBytes);
        }
    }

    /// Once: closing again does nothing, for the number may be another file's by then.
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            NativeMemory.close(descriptor);
        }
    }
}
