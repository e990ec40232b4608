package dev.kymo.ring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A lock that the kernel releases when its process dies, however it dies: how a producer and a recorder show
/// that they live. It holds across containers, where process ids mean nothing.
///
/// Such a lock belongs to the whole process: a second channel on the same file neither conflicts nor may be
/// closed, because closing *any* channel of the file releases the lock. So the files locked by this process
/// are remembered, by device and inode, and never opened a second time. (Two class loaders that both hold this
/// class do not see each other's; Java then at least refuses the second lock.)
public final class ProcessLock implements AutoCloseable {
    private static final Set<Object> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final Object fileKey;

    private ProcessLock(final FileChannel channel, final Object fileKey) {
        this.channel = channel;
        this.fileKey = fileKey;
    }

    /// Locks `file`, which is made when it is not there.
    ///
    /// @return null when it is locked already, by another process or this one
    public static @Nullable ProcessLock tryAcquire(final Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(file, ShmDirectory.OWNER_ONLY_FILE);
            } catch (final java.nio.file.FileAlreadyExistsException otherWasFaster) {
                // Who of the two gets it is decided by the lock
            }
        }
        final Object key = key(file);
        if (!HELD_HERE.add(key)) {
            return null;
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = open(file);
            locked = tryLock(channel) != null;
            return locked ? new ProcessLock(channel, key) : null;
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                HELD_HERE.remove(key);
            }
        }
    }

    /// Whether nobody holds the lock of `file`: its process is dead, or has closed it. A file that is not
    /// there is free.
    public static boolean isFree(final Path file) throws IOException {
        try {
            final Object key = key(file);
            if (!HELD_HERE.add(key)) {
                return false;
            }
            try (FileChannel channel = open(file)) {
                return tryLock(channel) != null;
            } finally {
                HELD_HERE.remove(key);
            }
        } catch (final NoSuchFileException isGone) {
            return true;
        }
    }

    /// Whether `file` is still the one that was locked, and not removed or replaced while that was being done.
    boolean isStillThere(final Path file) throws IOException {
        try {
            return key(file).equals(fileKey);
        } catch (final NoSuchFileException removed) {
            return false;
        }
    }

    private static FileChannel open(final Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable FileLock tryLock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException heldByAnotherClassLoader) {
            return null;
        }
    }

    private static Object key(final Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /// Releases the lock.
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(fileKey);
        }
    }
}
