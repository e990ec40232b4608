package dev.kymo.rrd;

import dev.kymo.store.chunk.ChunkCodec;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whether single frames of a file can be used.
final class FrameCheck {
    private final RrdFile file;
    /// What is wrong with messages, by its place in the file.
    private final NavigableMap<Long, String> badMessages = new TreeMap<>();

    FrameCheck(final RrdFile file) {
        this.file = file;
        // Bad messages are known once the frames have been walked.
        file.frames();
        for (final Problem problem : file.problems()) {
            if (problem.kind() == Problem.Kind.BAD_MESSAGE) {
                badMessages.put(problem.offsetBytes(), problem.message());
            }
        }
    }

    /// What makes a frame unusable: fields that can't be read, a checksum that differs, data that is no chunk.
    /// Reads all of it.
    ///
    /// @return null for a frame that can be used
    @Nullable
    String faultOf(final Frame frame) {
        if (frame.kind() == FrameKind.STREAM_HEADER || frame.kind() == FrameKind.STREAM_FOOTER) {
            return null;
        }
        final Map.Entry<Long, String> bad = badMessages.ceilingEntry(frame.payloadOffset());
        if (bad != null && bad.getKey() <= frame.offsetBytes() + frame.lengthBytes()) {
            return "a message that can't be read: " + bad.getValue();
        }
        final Optional<ChunkEntry> entry =
                frame.kind() == FrameKind.CHUNK ? file.entryAt(frame.payloadOffset()) : Optional.empty();
        return entry.isEmpty() ? null : faultOf(entry.get());
    }

    /// What makes a chunk unusable.
    ///
    /// @return null for one that can be used
    @Nullable
    String faultOf(final ChunkEntry entry) {
        if (!file.hasIntactPayload(entry)) {
            return "the chunk's payload of " + entry.payloadBytes() + " bytes at byte " + entry.payloadOffset()
                    + " is not what was written: its checksum differs";
        }
        try {
            file.peek(entry, ChunkCodec::decode);
            return null;
        } catch (final RrdException e) {
            return "a chunk that can't be read: " + e.reason();
        }
    }
}
