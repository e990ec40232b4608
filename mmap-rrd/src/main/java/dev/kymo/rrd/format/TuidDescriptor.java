package dev.kymo.rrd.format;

/// Field numbers of the Tuid message: `{ 1 fixed64 time_ns, 2 fixed64 inc }`; a missing one is 0.
public final class TuidDescriptor {
    public static final int TIME_NS = 1;
    public static final int INC = 2;

    private TuidDescriptor() {}
}
