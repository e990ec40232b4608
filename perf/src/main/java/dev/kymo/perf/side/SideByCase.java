package dev.kymo.perf.side;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One that does some of a suite's cases in another way than the rest. What did the former case is closed when another
/// has to do the next.
public final class SideByCase implements Side {
    private final Supplier<Side> ordinary;
    private final Map<String, Supplier<Side>> special;
    private @Nullable Side current;
    private String currentKind = "";

    /// @param ordinary does the cases that have no side of their own
    /// @param special by the names of their cases
    public SideByCase(final Supplier<Side> ordinary, final Map<String, Supplier<Side>> special) {
        this.ordinary = ordinary;
        this.special = Map.copyOf(special);
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        final String kind = special.containsKey(bench.name()) ? bench.name() : "";
        Side side = current;
        if (side == null || !kind.equals(currentKind)) {
            close();
            side = special.getOrDefault(kind, ordinary).get();
            current = side;
            currentKind = kind;
        }
        return side.prepare(bench);
    }

    private Side side() {
        final Side side = current;
        if (side == null) {
            throw new IllegalStateException("no case was prepared");
        }
        return side;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        side().round(sample, units);
    }

    @Override
    public int leastUnits() {
        return side().leastUnits();
    }

    @Override
    public int warmUnits() {
        return side().warmUnits();
    }

    @Override
    public int maxUnits() {
        return side().maxUnits();
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
