package dev.kymo.rrd;

import dev.kymo.rrd.format.StreamFooterDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/// Gives a file of ours the footer that its writer, which died, did not come to write: whoever opens it next
/// does so, and from then on it opens as fast as any.
public final class FooterCompletion {
    /// A file that was changed more recently may be a copy that is still being made, which takes no lock.
    private static final Duration QUIET = Duration.ofSeconds(2);

    private FooterCompletion() {}

    /// Appends the footer if the file has none, is ours, ends with a whole frame, is sound up to there, may be
    /// written, and nobody is writing it. Otherwise, and when it can't be done, the file stays as it is: a torn
    /// end is for `RrdRepair`, or [RrdWriter#reopen], which are told to change the file.
    ///
    /// @return whether the footer was appended
    public static boolean appendIfMissing(final Path path) {
        try {
            if (!Files.isRegularFile(path)
                    || !Files.isWritable(path)
                    || Files.getLastModifiedTime(path)
                            .toInstant()
                            .isAfter(Instant.now().minus(QUIET))
                    || endsWithFooter(path)
                    || !lacksFooter(path)) {
                return false;
            }
            try (RrdWriter writer = RrdWriter.reopenWhole(path, RrdWriterOptions.DEFAULT)) {
                return writer.chunkCount() > 0;
            }
        } catch (final IOException | RuntimeException | InternalError notNow) {
            // It is as usable without
            return false;
        }
    }

    /// Whether there is one at first sight, which costs the same for every file.
    private static boolean endsWithFooter(final Path path) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            final long sizeBytes = channel.size();
            final long at = Math.max(0, sizeBytes - StreamFooterDescriptor.BYTES);
            final MemorySegment end = arena.allocate(StreamFooterDescriptor.BYTES);
            return channel.read(end.asByteBuffer(), at) == StreamFooterDescriptor.BYTES
                    && StreamFooterDescriptor.isAt(end, 0);
        }
    }

    private static boolean lacksFooter(final Path path) throws RrdException {
        try (RrdFile file = RrdFile.open(path)) {
            return file.footer().isEmpty()
                    && !file.entries().isEmpty()
                    && file.problems().isEmpty()
                    && file.versions().stream().allMatch(RrdWriter.VERSION::equals)
                    // What only our writer leaves in a frame
                    && file.entries().stream()
                            .allMatch(entry -> entry.checksum().isPresent())
                    && file.frames().stream().allMatch(frame -> frame.kind() != FrameKind.END);
        }
    }
}
