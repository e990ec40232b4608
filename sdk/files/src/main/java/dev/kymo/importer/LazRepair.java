package dev.kymo.importer;

import com.github.mreutegg.laszip4j.laszip.LASitem;

/// Puts right what laszip4j 0.20 gets wrong, and refuses what can't be put right:
///
/// - Extra bytes of point formats 0 to 5 are stored as differences to the record before; the library adds them to the
///   first record of the chunk.
/// - Items of version 4 belong to the scanner channel of their point; the library reads them as version 3, which is
/// the
///   same only while the channel stays.
/// - Wave packets of formats 9 and 10 are added to the first of the chunk; being no differences modulo anything, what
///   they should have been can't be told.
///
/// One decompression; records in order.
final class LazRepair {
    private static final int CHANNEL_MASK = 0x30;

    private final SourceFile file;
    private final LasHeader header;
    private final int extraOffset;
    private final byte[] seed;
    private final byte[] previous;
    private final boolean repairsExtra;
    private final boolean needsOneChannel;
    private int channel = -1;

    /// @throws ImportException for wave packets of formats 9 and 10
    LazRepair(final SourceFile file, final LasHeader header, final LASitem... items) throws ImportException {
        this.file = file;
        this.header = header;
        extraOffset = LasDescriptor.recordBytes(header.format());
        seed = new byte[header.recordBytes() - extraOffset];
        previous = new byte[seed.length];
        boolean extra = false;
        boolean oneChannel = false;
        for (final LASitem item : items) {
            if (item.type == LASitem.Type.WAVEPACKET14) {
                throw file.error(
                        LasDescriptor.FORMAT_OFFSET,
                        "point format of a LAZ file",
                        "0 to 8 (decompress formats 9 and 10 to LAS first)",
                        header.format());
            }
            extra |= item.type == LASitem.Type.BYTE;
            oneChannel |= item.type != LASitem.Type.POINT14 && item.version >= 4;
        }
        repairsExtra = extra;
        needsOneChannel = oneChannel;
    }

    /// Looks at the record that ends at `end`, and mends it.
    ///
    /// @param isSeed whether it is the first of a chunk
    void record(final byte[] records, final int end, final boolean isSeed) throws ImportException {
        final int start = end - header.recordBytes();
        if (start < 0) {
            return;
        }
        if (repairsExtra) {
            repairExtra(records, start + extraOffset, isSeed);
        }
        if (needsOneChannel) {
            final int found = records[start + LasDescriptor.LONG_FLAGS] & CHANNEL_MASK;
            if (channel >= 0 && found != channel) {
                throw new ImportException(
                        file.path(),
                        "LASzip items of version 4 with several scanner channels: expected one channel (decompress to"
                                + " LAS first), found " + (channel >> 4) + " and " + (found >> 4));
            }
            channel = found;
        }
    }

    private void repairExtra(final byte[] records, final int at, final boolean isSeed) {
        if (isSeed) {
            System.arraycopy(records, at, seed, 0, seed.length);
        } else {
            for (int i = 0; i < seed.length; i++) {
                records[at + i] += (byte) (previous[i] - seed[i]);
            }
        }
        System.arraycopy(records, at, previous, 0, seed.length);
    }
}
