package dev.kymo.rrd;

import dev.kymo.rrd.format.StreamFooterDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Where a file can be gone on with, and what its next footer must say about what it has already.
///
/// @param endBytes where the next frame goes: behind the last whole one; 0 when not even the stream's header
///     is whole
/// @param cut what is torn behind that, in the order of the file
record Continuation(long endBytes, FooterBuilder footer, List<Problem> cut) {
    /// How far from the end checksums are looked at. What a lost process leaves torn is the last frame alone;
    /// lost power can hit whatever the system had not written back. Where more than this is not sound, nothing is
    /// cut: that is no torn end, and somebody has to look first.
    private static final long CHECKED_TAIL_BYTES = 64L << 20;

    Continuation {
        cut = List.copyOf(cut);
    }

    /// For a file that has nothing yet.
    static Continuation begin() {
        return new Continuation(0, new FooterBuilder(), List.of());
    }

    /// @throws RrdException when the file can't be gone on with: it is damaged further up, or of a version
    ///     without footers
    static Continuation of(final Path path) throws IOException {
        if (hasOnlyBegun(path)) {
            return begin();
        }
        try (RrdFile file = RrdFile.open(path)) {
            return new Search(file).run();
        }
    }

    /// Whether its writer died before the stream's header was whole.
    private static boolean hasOnlyBegun(final Path path) throws IOException {
        if (Files.size(path) >= StreamHeaderDescriptor.BYTES) {
            return false;
        }
        final byte[] begun = Files.readAllBytes(path);
        return Arrays.equals(begun, Arrays.copyOf(StreamHeaderDescriptor.written(), begun.length));
    }

    private static final class Search {
        private final RrdFile file;
        private final List<Frame> frames;
        private final List<Problem> cut = new ArrayList<>();

        Search(final RrdFile file) {
            this.file = file;
            frames = file.frames();
        }

        Continuation run() throws RrdException {
            for (final StreamVersion version : file.versions()) {
                if (!version.hasFooters()) {
                    throw refusal(0, "a stream of version " + version + ", which ends without a footer");
                }
            }
            for (final Problem problem : file.problems()) {
                judge(problem);
            }
            int keep = frames.size();
            while (isEnd(frames.get(keep - 1))) {
                keep--;
            }
            keep = cutTornFrames(keep);
            final Frame last = frames.get(keep - 1);
            final long endBytes = last.offsetBytes() + last.lengthBytes();
            for (final Problem problem : file.problems()) {
                if (problem.kind() == Problem.Kind.BAD_MESSAGE && problem.offsetBytes() < endBytes) {
                    throw refusal(problem.offsetBytes(), problem.message());
                }
            }
            final FooterBuilder footer = footerUpTo(endBytes);
            cut.sort(Comparator.comparingLong(Problem::offsetBytes));
            return new Continuation(endBytes, footer, cut);
        }

        /// What a writer's death can leave is cut off; at anything else somebody has to look first.
        private void judge(final Problem problem) throws RrdException {
            switch (problem.kind()) {
                case CUT -> cut.add(problem);
                case TRAILING_BYTES -> {
                    if (!isTornEnd(problem.offsetBytes())) {
                        throw refusal(problem.offsetBytes(), problem.message());
                    }
                    cut.add(problem);
                }
                case BAD_FOOTER, BAD_MESSAGE -> {
                    // The footer goes in any case; the message may be the last and torn.
                }
                default -> throw refusal(problem.offsetBytes(), problem.message());
            }
        }

        /// Behind an end message: part of a stream footer, or zeros, which lost power leaves where a frame
        /// should be.
        private boolean isTornEnd(final long at) {
            if (file.sizeBytes() - at < StreamFooterDescriptor.BYTES) {
                return true;
            }
            final MemorySegment bytes = file.bytes();
            for (long i = frames.getLast().offsetBytes(); i < bytes.byteSize(); i++) {
                if (bytes.get(ValueLayout.JAVA_BYTE, i) != 0) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isEnd(final Frame frame) {
            return frame.kind() == FrameKind.END || frame.kind() == FrameKind.STREAM_FOOTER;
        }

        /// @return how many frames stay
        private int cutTornFrames(final int count) throws RrdException {
            final FrameCheck check = new FrameCheck(file);
            int keep = count;
            long soundBytes = 0;
            long tornBytes = 0;
            for (int i = count - 1; i >= 0 && soundBytes < CHECKED_TAIL_BYTES; i--) {
                final Frame frame = frames.get(i);
                final String fault = check.faultOf(frame);
                if (fault == null) {
                    soundBytes += frame.lengthBytes();
                } else if (soundBytes > 0 || tornBytes > CHECKED_TAIL_BYTES) {
                    throw refusal(frame.offsetBytes(), fault);
                } else {
                    tornBytes += frame.lengthBytes();
                    cut.add(new Problem(Problem.Kind.CUT, frame.offsetBytes(), fault));
                    keep = i;
                }
            }
            return keep;
        }

        private FooterBuilder footerUpTo(final long endBytes) throws RrdException {
            final FooterBuilder footer = new FooterBuilder();
            file.stores().forEach(info -> footer.add(info.store()));
            for (final ChunkEntry entry : file.entries()) {
                if (entry.offsetBytes() < endBytes) {
                    footer.add(file, entry);
                }
            }
            return footer;
        }

        private RrdException refusal(final long at, final String reason) {
            return new RrdException(
                    file.path(), at, reason + "; so the file can't be gone on with, `kymo rrd repair` may mend it");
        }
    }
}
