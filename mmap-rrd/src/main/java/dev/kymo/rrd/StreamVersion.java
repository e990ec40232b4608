package dev.kymo.rrd;

import dev.kymo.rrd.format.StreamHeaderDescriptor;

/// The version in a stream's header.
///
/// @param meta 0 for a release; `01nnnnnn` rc.n, `10nnnnnn` alpha.n, `11nnnnnn` a development build of alpha.n
public record StreamVersion(int major, int minor, int patch, int meta) {
    /// As the store info has it: the four bytes read as one little-endian integer.
    public int packed() {
        return major | minor << 8 | patch << 16 | meta << 24;
    }

    /// Whether readers of that version know what a footer is.
    boolean hasFooters() {
        return major > 0 || minor >= StreamHeaderDescriptor.FIRST_MINOR_WITH_FOOTERS;
    }

    static StreamVersion unpack(final int packed) {
        return new StreamVersion(packed & 0xFF, packed >> 8 & 0xFF, packed >> 16 & 0xFF, packed >>> 24);
    }

    @Override
    public String toString() {
        final String release = major + "." + minor + "." + patch;
        final int number = meta & 0x3F;
        return switch (meta >>> 6) {
            case 1 -> release + "-rc." + number;
            case 2 -> release + "-alpha." + number;
            case 3 -> release + "-alpha." + number + "+dev";
            default -> release;
        };
    }
}
