package dev.kymo.rrd;

/// One part of the file; frames follow each other without a gap.
///
/// @param offsetBytes where it begins, its header included
/// @param lengthBytes its header included
public record Frame(FrameKind kind, long offsetBytes, long lengthBytes) {
    /// Where its payload begins: behind the message header. For messages only.
    public long payloadOffset() {
        return offsetBytes + dev.kymo.rrd.format.MessageHeaderDescriptor.BYTES;
    }

    /// Bytes of the payload. For messages only.
    public long payloadBytes() {
        return lengthBytes - dev.kymo.rrd.format.MessageHeaderDescriptor.BYTES;
    }
}
