package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One text instance whose characters change: encoded into an array that is kept, and made anew only when it has to
/// grow. One thread at a time.
final class TextCell {
    private static final int FIRST_BYTES = 256;
    private static final byte REPLACEMENT = '?';
    /// Bytes that one UTF-16 code unit takes at most; a pair takes 4.
    private static final int MAX_BYTES_A_CHAR = 3;

    private final int[] offsets = new int[2];
    private final MemorySegment offsetsMemory = MemorySegment.ofArray(offsets);
    private byte[] bytes = new byte[FIRST_BYTES];
    private ArrayData instances = over(bytes);

    private ArrayData over(final byte[] data) {
        return new ArrayData(Datatype.UTF8, 0, 1, ArrayData.NO_BUFFER, offsetsMemory, MemorySegment.ofArray(data));
    }

    /// The instance as it was set last; good until the next [#set].
    ArrayData instances() {
        return instances;
    }

    void set(final CharSequence text) {
        final int length = text.length();
        if (bytes.length < MAX_BYTES_A_CHAR * (long) length) {
            grow(length);
        }
        final byte[] to = bytes;
        int at = 0;
        while (at < length) {
            final char c = text.charAt(at);
            if (c >= 0x80) {
                break;
            }
            to[at++] = (byte) c;
        }
        offsets[1] = at == length ? length : encodeSlowPath(text, at);
    }

    /// @param from how many characters are encoded already, all of them ASCII
    /// @return bytes of all
    private int encodeSlowPath(final CharSequence text, final int from) {
        final byte[] to = bytes;
        int at = from;
        for (int i = from; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < 0x80) {
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xc0 | (c >> 6));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                to[at++] = (byte) (0xe0 | (c >> 12));
                to[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                final int point = Character.toCodePoint(c, text.charAt(++i));
                to[at++] = (byte) (0xf0 | (point >> 18));
                to[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                to[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                to[at++] = (byte) (0x80 | (point & 0x3f));
            } else {
                to[at++] = REPLACEMENT;
            }
        }
        return at;
    }

    private void grow(final int length) {
        final long needed = MAX_BYTES_A_CHAR * (long) length;
        if (needed > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "text of " + length + " characters, max=" + Integer.MAX_VALUE / 2 / MAX_BYTES_A_CHAR);
        }
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, (int) needed));
        instances = over(bytes);
    }
}
