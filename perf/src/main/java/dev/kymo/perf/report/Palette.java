package dev.kymo.perf.report;

import java.util.List;

/// One colour per side, the same in all plots of a suite.
final class Palette {
    private static final String KYMO = "#e4572e";
    private static final List<String> PEERS =
            List.of("#2e86ab", "#5b8c5a", "#8661c1", "#c49a00", "#4f6d7a", "#b5507c", "#3aa6a0", "#7a6a53");

    private Palette() {}

    /// @param sides of the suite, in its order
    static String of(final String side, final List<String> sides) {
        final int index = sides.indexOf(side);
        return side.equals("kymo") ? KYMO : PEERS.get(Math.floorMod(index - 1, PEERS.size()));
    }
}
