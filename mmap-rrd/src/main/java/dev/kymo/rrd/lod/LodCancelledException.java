package dev.kymo.rrd.lod;

import java.io.IOException;

/// A build was given up because its owner asked for that.
public final class LodCancelledException extends IOException {
    private static final long serialVersionUID = 1;

    public LodCancelledException() {
        super("building levels of detail was given up");
    }
}
