package dev.kymo.importer.mcap;

/// Bounds what one message may become in memory: a few bytes can claim many values, and nested ones depth without end.
final class ValueBudget {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 2_000_000;

    private int values;

    /// Takes notice of values that are objects.
    ///
    /// @throws MalformedMcapException when there are too many
    void take(final long count) {
        if (count < 0 || count > MAX_VALUES - values) {
            throw new MalformedMcapException("more than " + MAX_VALUES + " values in one message");
        }
        values += (int) count;
    }

    /// @throws MalformedMcapException when it is nested too deeply
    static void checkDepth(final int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedMcapException("values nested more than " + MAX_DEPTH + " deep");
        }
    }
}
