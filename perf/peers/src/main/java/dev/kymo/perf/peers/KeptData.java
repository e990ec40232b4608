package dev.kymo.perf.peers;

import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// A peer's data that are made once and kept between runs and forks: filling takes many times what asking does.
///
/// @param path a file or folder that is named for what is in it
/// @param unfinished where it is while it is made, in a folder of this process's case
record KeptData(Path path, Path unfinished) {
    /// Changes when the data of the suites do.
    private static final int VERSION = 1;
    private static final int BUFFER_BYTES = 1 << 20;

    static KeptData of(final CaseSpec bench, final String side, final String sizes) throws IOException {
        final String name = String.join(
                "-", bench.suite(), kind(bench.name()), side, sizes, Long.toString(bench.seed()), "v" + VERSION);
        return new KeptData(
                bench.data().resolve(name),
                bench.data().resolve(name + ".part-" + ProcessHandle.current().pid()));
    }

    /// Cases that ask the same rows share them.
    private static String kind(final String caseName) {
        return switch (caseName) {
            case "mono-repeated" -> "mono-regular";
            case "full-1m", "window-10k" -> "series";
            default -> caseName;
        };
    }

    boolean isThere() {
        return Files.exists(path);
    }

    /// Has the system read all of it into memory: data of an earlier run may lie on the disk alone, and warming up asks
    /// for a part of it.
    void load() throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (Stream<Path> files = Files.walk(path)) {
            for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                try (FileChannel channel = FileChannel.open(file)) {
                    while (channel.read(buffer.clear()) >= 0) {}
                }
            }
        }
    }

    /// What was being made is whole.
    void keep() throws IOException {
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
