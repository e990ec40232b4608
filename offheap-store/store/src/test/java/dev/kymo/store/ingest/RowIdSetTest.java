package dev.kymo.store.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.RowId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowIdSetTest {
    @Test
    void shouldAnswerAsAPlainSetDoes() {
        final long seed = 23;
        final Random random = new Random(seed);
        final Set<RowId> model = new HashSet<>();
        final RowIdSet set = new RowIdSet();
        for (int i = 0; i < 100_000; i++) {
            final RowId id = new RowId(random.nextInt(300) - 5, random.nextInt(300) - 5);
            if (random.nextBoolean()) {
                model.add(id);
                set.add(id);
            }
            assertEquals(model.contains(id), set.contains(id), () -> "seed=" + seed + ", " + id);
            assertEquals(model.size(), set.size(), "seed=" + seed);
        }
    }
}
