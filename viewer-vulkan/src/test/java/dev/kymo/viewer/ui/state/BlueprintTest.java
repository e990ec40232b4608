package dev.kymo.viewer.ui.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import dev.kymo.viewer.ui.state.Blueprint.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a window was like can be gone back to, whatever a sweep takes; held against a plain list of what was shown.
final class BlueprintTest {
    private static final Property LAYOUT = new Property(EntityPath.of("viewport"), "layout");
    private static final Property HIDDEN = new Property(EntityPath.of("entities"), "hidden");

    private long usedBefore;

    @BeforeEach
    void measure() {
        usedBefore = OffHeap.usedBytes();
    }

    @AfterEach
    void shouldLeaveNothingBehind() {
        assertEquals(usedBefore, OffHeap.usedBytes(), "bytes left behind");
    }

    private static Map<Property, List<String>> layout(final int number) {
        return Map.of(LAYOUT, List.of("layout " + number));
    }

    /// That many changes, each of the layout.
    private static Blueprint changed(final int times) {
        final Blueprint blueprint = new Blueprint("app");
        for (int i = 0; i < times; i++) {
            blueprint.change(layout(i), layout(i + 1));
        }
        return blueprint;
    }

    private static void sweepEverything(final Blueprint blueprint, final SweepPolicy policy) {
        try (MemoryChunks memory = new MemoryChunks();
                Sweep sweep = begun(blueprint, memory, policy)) {
            while (!sweep.step(1_000_000)) {
                // goes on
            }
            // What stayed is asked for while its memory is there
            goBackAsFarAsItSays(blueprint);
            blueprint.close();
        }
    }

    private static Sweep begun(final Blueprint blueprint, final MemoryChunks memory, final SweepPolicy policy) {
        blueprint.sealAll();
        return new Sweep(blueprint.store(), memory, policy, SweepTarget.everything());
    }

    private static void goBackAsFarAsItSays(final Blueprint blueprint) {
        final int newest = blueprint.undoable();
        final int last = number(blueprint.shown());
        for (int i = 1; i <= newest; i++) {
            assertEquals(last - i, number(blueprint.undo()), "undone " + i + " times");
        }
        assertNull(blueprint.undo());
        for (int i = newest - 1; i >= 0; i--) {
            assertEquals(last - i, number(blueprint.redo()), "all done again but " + i);
        }
        assertNull(blueprint.redo());
    }

    private static int number(final @Nullable Map<Property, List<String>> shown) {
        return shown == null || !shown.containsKey(LAYOUT)
                ? -1
                : Integer.parseInt(shown.get(LAYOUT).getFirst().substring("layout ".length()));
    }

    @Test
    void shouldGoBackAndOn() {
        try (Blueprint blueprint = changed(3)) {
            assertEquals(3, blueprint.undoable());
            assertEquals(layout(3), blueprint.shown());
            goBackAsFarAsItSays(blueprint);
            assertEquals(0, blueprint.redoable());
        }
    }

    @Test
    void shouldForgetWhatWasUndoneWithTheNextChange() {
        try (Blueprint blueprint = changed(3)) {
            blueprint.undo();
            blueprint.undo();
            blueprint.change(layout(1), layout(77));
            assertEquals(0, blueprint.redoable());
            assertEquals(layout(77), blueprint.shown());
            assertEquals(layout(1), blueprint.undo());
            assertEquals(layout(77), blueprint.redo());
            try (StoreReader reader = blueprint.store().reader()) {
                assertEquals(
                        List.of("layout 0", "layout 1", "layout 77"),
                        reader.range(LAYOUT.entity(), LAYOUT.component(), "blueprint", 0, Long.MAX_VALUE).stream()
                                .map(cell -> cell.instances().string(0))
                                .toList());
            }
        }
    }

    @Test
    void shouldGoBackToWhatWasShownWhenTheUserChangedItWhateverCameByItself() {
        try (Blueprint blueprint = changed(1)) {
            blueprint.change(layout(50), layout(51));
            assertEquals(layout(50), blueprint.undo());
            assertEquals(layout(0), blueprint.undo());
            assertEquals(layout(50), blueprint.redo());
        }
    }

    @Test
    void shouldKeepWhatCanBeUndoneWhenEverythingElseIsSwept() {
        final Blueprint blueprint = changed(Blueprint.MAX_UNDO + 96);
        assertEquals(Blueprint.MAX_UNDO, blueprint.undoable());
        sweepEverything(blueprint, blueprint.policy());
    }

    /// So that the test before can fail.
    @Test
    void shouldNotKeepItWithoutProtection() {
        final Blueprint blueprint = changed(Blueprint.MAX_UNDO + 96);
        final AssertionError lost = assertThrows(AssertionError.class, () -> sweepUnprotected(blueprint));
        assertTrue(String.valueOf(lost.getMessage()).startsWith("undone "), lost.toString());
    }

    private static void sweepUnprotected(final Blueprint blueprint) {
        try {
            sweepEverything(blueprint, SweepPolicy.OLDEST_FIRST);
        } finally {
            blueprint.close();
        }
    }

    @Test
    void shouldHoldNoMoreAfterThousandsOfChangesThanAfterSome() {
        final long some;
        try (Blueprint blueprint = changed(1000)) {
            some = OffHeap.usedBytes() - usedBefore;
            goBackAsFarAsItSays(blueprint);
        }
        try (Blueprint blueprint = changed(8000)) {
            final long many = OffHeap.usedBytes() - usedBefore;
            assertTrue(many <= some + (some >> 2), many + " bytes after 8000 changes, " + some + " after 1000");
            goBackAsFarAsItSays(blueprint);
        }
    }

    @Test
    void shouldGoBackAndOnAsAPlainListDoes() {
        for (int seed = 0; seed < 40; seed++) {
            final Random random = new Random(seed);
            final List<Map<Property, List<String>>> shown = new ArrayList<>();
            int at = 0;
            shown.add(new HashMap<>(layout(0)));
            try (Blueprint blueprint = new Blueprint("app")) {
                for (int i = 0; i < 600; i++) {
                    final String where = "seed=" + seed + " operation=" + i;
                    final int oldest = Math.max(0, at - blueprint.undoable());
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            final Map<Property, List<String>> back = blueprint.undo();
                            assertEquals(at > oldest, back != null, where);
                            at -= back == null ? 0 : 1;
                        }
                        case 1 -> {
                            final Map<Property, List<String>> on = blueprint.redo();
                            assertEquals(at + 1 < shown.size(), on != null, where);
                            at += on == null ? 0 : 1;
                        }
                        default -> {
                            final Map<Property, List<String>> after = new HashMap<>(shown.get(at));
                            after.put(
                                    random.nextBoolean() ? LAYOUT : HIDDEN,
                                    random.nextInt(4) == 0 ? List.of() : List.of("layout " + i, "ü"));
                            blueprint.change(shown.get(at), after);
                            shown.subList(at + 1, shown.size()).clear();
                            shown.add(after);
                            at++;
                        }
                    }
                    if (i > 0 && !blueprint.shown().isEmpty()) {
                        assertEquals(shown.get(at), blueprint.shown(), where);
                    }
                }
            }
        }
    }
}
