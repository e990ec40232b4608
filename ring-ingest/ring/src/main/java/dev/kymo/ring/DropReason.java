package dev.kymo.ring;

import org.jspecify.annotations.Nullable;

/// Why a row was dropped. The code of a reason is its place here plus 1: only to be added to.
public enum DropReason {
    RING_FULL("ring full"),
    PAYLOAD_FULL("payload area full"),
    JOURNAL_FULL("journal of static rows full"),
    REFUSED("refused by the recorder"),
    DISK_FULL("the disk for spilled rows is full");

    private static final DropReason[] ALL = values();

    private final String text;

    DropReason(final String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }

    long code() {
        return ordinal() + 1L;
    }

    /// @return null for what is no reason's code
    public static @Nullable DropReason of(final long code) {
        return code < 1 || code > ALL.length ? null : ALL[(int) code - 1];
    }
}
