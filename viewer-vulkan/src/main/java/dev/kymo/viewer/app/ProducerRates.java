package dev.kymo.viewer.app;

import dev.kymo.ingest.ProducerInspector;
import dev.kymo.ingest.ProducerSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How fast producers log, from one look to the next. One thread.
final class ProducerRates {
    private static final double NS_PER_S = 1e9;

    private final ProducerInspector inspector;
    private final Map<Path, ProducerSnapshot> before = new HashMap<>();

    /// A producer and its rate.
    ///
    /// @param rowsPerSecond since the look before; NaN at the first
    record Rated(ProducerSnapshot producer, double rowsPerSecond) {
        boolean isAlive() {
            return producer.state() != ProducerSnapshot.State.DEAD && producer.state() != ProducerSnapshot.State.CLOSED;
        }
    }

    ProducerRates(final ProducerInspector inspector) {
        this.inspector = inspector;
    }

    /// All that are there, oldest first.
    List<Rated> look() throws IOException {
        final List<Rated> rated = new ArrayList<>();
        final Map<Path, ProducerSnapshot> seen = new HashMap<>();
        for (final ProducerSnapshot now : inspector.producers()) {
            final ProducerSnapshot last = before.get(now.folder());
            final long ns = last == null ? 0 : now.takenAtNs() - last.takenAtNs();
            rated.add(new Rated(
                    now, last == null || ns <= 0 ? Double.NaN : Math.max(0, now.rows() - last.rows()) * NS_PER_S / ns));
            seen.put(now.folder(), now);
        }
        before.clear();
        before.putAll(seen);
        return rated;
    }
}
