package dev.kymo.rrd;

import dev.kymo.rrd.format.MessageHeaderDescriptor;

/// One part of the file; frames follow each other without a gap.
///
/// @param offsetBytes where it begins, its header included
/// @param lengthBytes its header included
public record Frame(FrameKind kind, long offsetBytes, long lengthBytes) {
    /// Where its payload begins: behind the message header. For messages only.
    public long payloadOffset() {
        return offsetBytes + MessageHeaderDescriptor.BYTES;
    }

    /// Bytes of the payload. For messages only.
    public long payloadBytes() {
        return lengthBytes - MessageHeaderDescriptor.BYTES;
    }
}
