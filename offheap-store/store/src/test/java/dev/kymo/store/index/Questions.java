package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Asks a store and the reference the same, and insists on the same answers.
final class Questions {
    private Questions() {}

    static void ask(
            final Random random,
            final RandomRows rows,
            final RecordingStore store,
            final ReferenceStore reference,
            final int count,
            final String where) {
        ask(random, rows, store, reference, count, true, where);
    }

    /// @param knowsTags whether the store knows every archetype and type that its columns were logged with
    static void ask(
            final Random random,
            final RandomRows rows,
            final RecordingStore store,
            final ReferenceStore reference,
            final int count,
            final boolean knowsTags,
            final String where) {
        assertEquals(reference.entities(), new HashSet<>(store.entities()), where);
        assertEquals(reference.timelines().keySet(), store.timelines().keySet(), where);
        try (StoreReader reader = store.reader()) {
            for (int i = 0; i < count; i++) {
                final EntityPath entity = RandomRows.ENTITIES.get(random.nextInt(RandomRows.ENTITIES.size()));
                final String component = RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()));
                final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
                final List<Long> times = reference.timesOn(timeline);
                final long at = rows.askedTime(times);
                final String question = where + ": " + entity + " " + component + " " + timeline + " ";
                switch (random.nextInt(8)) {
                    case 0 -> {
                        final long to = rows.askedTime(times);
                        assertEquals(
                                reference.range(entity, component, timeline, at, to),
                                answers(reader.range(entity, component, timeline, at, to)),
                                () -> question + "range " + at + " to " + to);
                    }
                    case 1 ->
                        assertEquals(
                                reference.latestStatic(entity, component),
                                ReferenceStore.Answer.of(
                                        reader.latestStatic(entity, component).orElse(null)),
                                () -> question + "static");
                    case 2 ->
                        assertEquals(
                                tagged(reference.columns(entity), knowsTags),
                                tagged(reader.columns(entity), knowsTags),
                                () -> question + "columns");
                    default ->
                        assertEquals(
                                reference.latestAt(entity, component, timeline, at),
                                ReferenceStore.Answer.of(reader.latestAt(entity, component, timeline, at)
                                        .orElse(null)),
                                () -> question + "latest at " + at);
                }
            }
        }
    }

    private static List<StoreReader.ColumnInfo> tagged(
            final List<StoreReader.ColumnInfo> columns, final boolean knowsTags) {
        return knowsTags
                ? columns
                : columns.stream()
                        .map(c -> new StoreReader.ColumnInfo(
                                c.component(), Set.of(), Set.of(), c.hasStatic(), c.timelines()))
                        .toList();
    }

    static List<ReferenceStore.Answer> answers(final List<Cell> cells) {
        final List<ReferenceStore.Answer> answers = new ArrayList<>();
        for (final Cell cell : cells) {
            answers.add(ReferenceStore.Answer.of(cell));
        }
        return answers;
    }
}
