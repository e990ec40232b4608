package dev.kymo.rrd;

import dev.kymo.rrd.format.MessageHeaderDescriptor;
import java.util.Arrays;

/// Where a footer says that chunks are, in the order of the file.
final class ListedSpans {
    private final long[] offsets;
    private final long[] sizes;
    private int next;

    private ListedSpans(final long[] offsets, final long[] sizes) {
        this.offsets = offsets;
        this.sizes = sizes;
    }

    static ListedSpans of(final Footer footer) {
        int count = 0;
        for (final Manifest manifest : footer.manifests()) {
            count += manifest.chunkCount();
        }
        final long[] offsets = new long[count];
        final long[] sizes = new long[count];
        int at = 0;
        boolean inOrder = true;
        for (final Manifest manifest : footer.manifests()) {
            for (int i = 0; i < manifest.chunkCount(); i++) {
                offsets[at] = manifest.byteOffset(i);
                sizes[at] = manifest.byteSize(i);
                inOrder &= at == 0 || offsets[at - 1] < offsets[at];
                at++;
            }
        }
        // Stores that were written in turns have their chunks between each other's.
        return inOrder ? new ListedSpans(offsets, sizes) : sorted(offsets, sizes);
    }

    private static ListedSpans sorted(final long[] offsets, final long[] sizes) {
        final long[] sortedOffsets = offsets.clone();
        final long[] sortedSizes = new long[sizes.length];
        Arrays.sort(sortedOffsets);
        for (int i = 0; i < offsets.length; i++) {
            sortedSizes[Arrays.binarySearch(sortedOffsets, offsets[i])] = sizes[i];
        }
        return new ListedSpans(sortedOffsets, sortedSizes);
    }

    /// Whether the next chunk's frame is said to begin at `at`.
    boolean beginsAt(final long at) {
        return next < offsets.length && offsets[next] - MessageHeaderDescriptor.BYTES == at;
    }

    /// Steps over the next chunk's frame.
    ///
    /// @return where it ends, or -1 when that is not in the file
    long skip(final long fileBytes) {
        final long offset = offsets[next];
        final long size = sizes[next];
        next++;
        return size < 0 || offset > fileBytes || size > fileBytes - offset ? -1 : offset + size;
    }

    boolean isDone() {
        return next == offsets.length;
    }
}
