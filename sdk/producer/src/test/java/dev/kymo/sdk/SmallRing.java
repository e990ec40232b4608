package dev.kymo.sdk;

import dev.kymo.ring.RingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Shared memory of a test's own, of 1 MiB for records and as much for payloads.
final class SmallRing {
    private SmallRing() {}

    /// @param folder gets the folder `shm`
    static RingConfig in(final Path folder) throws IOException {
        final Path shm = Files.createDirectory(
                folder.resolve("shm"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return RingConfig.fromEnvironment()
                .withDirectory(shm)
                .withRingBytes(1 << 20)
                .withPayloadBytes(1 << 20);
    }
}
