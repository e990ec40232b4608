package dev.kymo.cli;

/// Progress of long work on standard error: a line that is redrawn on a terminal, a plain line every few seconds
/// otherwise. Silent for work that ends within a second.
final class ProgressLine implements AutoCloseable {
    private static final long QUIET_NS = 1_000_000_000L;
    private static final long REDRAW_NS = 200_000_000L;
    private static final long PLAIN_LINE_NS = 3_000_000_000L;
    private static final int BAR_CELLS = 24;

    private final String what;
    private final boolean terminal = Console.isTerminal();
    private final long beganNs = System.nanoTime();
    private long nextNs = beganNs + QUIET_NS;
    private boolean drawn;

    ProgressLine(final String what) {
        this.what = what;
    }

    /// @param total 0 when it is not known
    void update(final long done, final long total, final String unit) {
        final long nowNs = System.nanoTime();
        if (nowNs < nextNs) {
            return;
        }
        nextNs = nowNs + (terminal ? REDRAW_NS : PLAIN_LINE_NS);
        final double seconds = (nowNs - beganNs) / 1e9;
        final double rate = done / seconds;
        final StringBuilder line = new StringBuilder("kymo: ").append(what).append(' ');
        if (total > 0) {
            final double part = Math.clamp((double) done / total, 0, 1);
            final int filled = (int) (part * BAR_CELLS);
            line.append('[')
                    .append("#".repeat(filled))
                    .append(".".repeat(BAR_CELLS - filled))
                    .append("] ");
            line.append(String.format(java.util.Locale.ROOT, "%3.0f %%", part * 100));
        }
        line.append(String.format(java.util.Locale.ROOT, "  %,.0f %s/s", rate, unit));
        if (total > 0 && rate > 0) {
            line.append(String.format(java.util.Locale.ROOT, "  %.0f s left", Math.max(0, total - done) / rate));
        }
        if (terminal) {
            Console.err().print("\r\u001B[K" + line);
            Console.err().flush();
        } else {
            Console.err().println(line);
        }
        drawn = true;
    }

    @Override
    public void close() {
        if (drawn && terminal) {
            Console.err().print("\r\u001B[K");
            Console.err().flush();
        }
    }
}
