package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.EntityPath;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Prepared queries of one store, kept while it changes; their answers are those of the reference.
final class PreparedQuestions {
    private final RecordingStore store;
    private final List<LatestAtQuery> queries = new ArrayList<>();
    private final LatestAtResult answers = new LatestAtResult();
    /// The same queries each with answers of its own, so that it may let them stand, and the rows they were the last
    /// time.
    private final List<LatestAtQuery> keepers = new ArrayList<>();

    private final List<LatestAtResult> kept = new ArrayList<>();

    private final List<List<String>> keptRows = new ArrayList<>();
    private final Map<String, RangeQuery> ranges = new HashMap<>();
    private final RangeRuns runs = new RangeRuns();

    PreparedQuestions(final RecordingStore store) {
        this.store = store;
        for (final String timeline : RandomRows.TIMELINES) {
            final List<EntityPath> entities = new ArrayList<>(RandomRows.ENTITIES);
            final List<String> components = new ArrayList<>(RandomRows.COMPONENTS);
            Collections.shuffle(entities, new Random(timeline.hashCode()));
            Collections.shuffle(components, new Random(timeline.hashCode()));
            queries.add(new LatestAtQuery(store, entities, components, timeline));
            keepers.add(new LatestAtQuery(store, entities, components, timeline));
            kept.add(new LatestAtResult());
            keptRows.add(List.of());
        }
    }

    void ask(
            final Random random,
            final RandomRows rows,
            final ReferenceStore reference,
            final int count,
            final String where) {
        try (StoreReader reader = store.reader()) {
            for (int i = 0; i < count; i++) {
                final int timeline = random.nextInt(queries.size());
                final String name = RandomRows.TIMELINES.get(timeline);
                final long at = rows.askedTime(reference.timesOn(name));
                for (int repeat = random.nextInt(3) == 0 ? 2 : 1; repeat > 0; repeat--) {
                    reader.latestAt(queries.get(timeline), at, answers);
                    check(queries.get(timeline), name, at, reference, where);
                }
                for (final long near : new long[] {at, at + 1, at + 2, at, at - 1, at + random.nextInt(50)}) {
                    reader.latestAt(keepers.get(timeline), near, kept.get(timeline));
                    reader.latestAt(queries.get(timeline), near, answers);
                    checkChanges(timeline, where + " at " + near);
                }
                final int entity = random.nextInt(RandomRows.ENTITIES.size());
                final LatestAtResult one = random.nextBoolean() ? answers : new LatestAtResult();
                reader.latestAt(queries.get(timeline), entity, at, one);
                checkOne(queries.get(timeline), entity, one, name, at, reference, where);
                range(reader, random, name, at, rows.askedTime(reference.timesOn(name)), reference, where);
            }
        }
    }

    private static List<String> rows(final LatestAtResult result) {
        final List<String> rows = new ArrayList<>();
        for (int i = 0; i < result.size(); i++) {
            if (result.isFound(i)) {
                assertEquals(result.instanceCount(i) == 0, result.isEmpty(i));
            }
            if (result.isOfSameRowAsBefore(i)) {
                assertEquals(result.chunk(i - 1), result.chunk(i));
                assertEquals(result.row(i - 1), result.row(i));
                assertEquals(result.entity(i - 1), result.entity(i));
            }
            rows.add(
                    result.isFound(i)
                            ? result.rowIdTimeNs(i) + " " + result.rowIdInc(i) + " " + result.bytesLength(i) + " "
                                    + (result.bytesLength(i) >= 8 ? result.int64(i, 0) : 0)
                            : "none");
        }
        return rows;
    }

    /// What was let stand is what a query finds that lets nothing stand, and what is not said to have changed is the
    /// row
    /// that it was.
    private void checkChanges(final int timeline, final String where) {
        final LatestAtResult now = kept.get(timeline);
        final List<String> rows = rows(now);
        assertEquals(rows(answers), rows, where);
        if (!now.isRenumbered()) {
            final List<String> expected = new ArrayList<>(keptRows.get(timeline));
            for (int i = 0; i < now.changedCount(); i++) {
                expected.set(now.changed(i), rows.get(now.changed(i)));
            }
            assertEquals(expected, rows, () -> where + ": rows that are said not to have changed");
        }
        keptRows.set(timeline, rows);
    }

    private void range(
            final StoreReader reader,
            final Random random,
            final String timeline,
            final long from,
            final long to,
            final ReferenceStore reference,
            final String where) {
        final EntityPath entity = RandomRows.ENTITIES.get(random.nextInt(RandomRows.ENTITIES.size()));
        final String component = RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()));
        final RangeQuery query = ranges.computeIfAbsent(
                entity + " " + component + " " + timeline, _ -> new RangeQuery(store, entity, component, timeline));
        final List<ReferenceStore.Answer> found = new ArrayList<>();
        reader.range(query, from, to, runs);
        while (runs.next()) {
            checkNumbers(where);
            for (int i = 0; i < runs.length(); i++) {
                found.add(ReferenceStore.Answer.of(runs.cell(i)));
                assertEquals(
                        Values.text(runs.instances(i)),
                        Values.text(runs.items().slice(runs.firstInstance(i), runs.instanceCount(i))),
                        where);
                if (runs.isContiguous()) {
                    assertEquals(runs.row(0) + i, runs.row(i), where);
                }
                if (runs.isDense()) {
                    assertEquals(runs.bytesAt() / runs.widthBytes() + i, runs.firstInstance(i), where);
                }
            }
        }
        assertEquals(
                reference.range(entity, component, timeline, from, to),
                found,
                () -> where + ": runs of " + entity + " " + component + " " + timeline + " " + from + " to " + to);
    }

    /// Reductions of the present run are those of its instances, one by one.
    private void checkNumbers(final String where) {
        if (!RunNumbers.isNumber(runs.items().type())) {
            assertThrows(IllegalArgumentException.class, runs::sum, where);
            return;
        }
        final List<Double> numbers = new ArrayList<>();
        double magnitude = 1;
        for (int i = 0; i < runs.length(); i++) {
            for (int k = 0; k < runs.instanceCount(i); k++) {
                numbers.add(RunNumbers.number(runs.items(), runs.firstInstance(i) + k));
                magnitude += Double.isNaN(numbers.getLast()) ? 0 : Math.abs(numbers.getLast());
            }
        }
        final double[] copied = new double[numbers.size() + 1];
        assertEquals(numbers.size(), runs.instanceTotal(), where);
        assertEquals(numbers.size(), runs.copyTo(copied, 1), where);
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(numbers.get(i), copied[i + 1], where);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> runs.copyTo(copied, 2), where);
        final double sum = numbers.stream().mapToDouble(each -> each).sum();
        assertEquals(sum, runs.sum(), magnitude * 1e-12, where);
        assertEquals(numbers.stream().mapToDouble(each -> each).min().orElse(Double.POSITIVE_INFINITY), runs.least());
        assertEquals(
                numbers.stream().mapToDouble(each -> each).max().orElse(Double.NEGATIVE_INFINITY), runs.greatest());
    }

    private static void checkOne(
            final LatestAtQuery query,
            final int entity,
            final LatestAtResult one,
            final String timeline,
            final long at,
            final ReferenceStore reference,
            final String where) {
        int found = 0;
        for (int component = 0; component < query.components().size(); component++) {
            final boolean isFound = one.isFound(entity, component);
            found += isFound ? 1 : 0;
            assertEquals(
                    reference.latestAt(
                            query.entities().get(entity), query.components().get(component), timeline, at),
                    isFound ? ReferenceStore.Answer.of(one.cell(one.answer(entity, component))) : null,
                    where + ": one entity, " + query.entities().get(entity) + " at " + at);
        }
        for (int answer = 0; answer < one.size(); answer++) {
            assertEquals(entity, one.entity(answer), where);
            found -= one.isFound(answer) ? 1 : 0;
        }
        assertEquals(0, found, where + ": answers found that were not asked for");
        final int other = (entity + 1) % query.entities().size();
        assertEquals(LatestAtResult.NO_ANSWER, one.answer(other, 0), where);
    }

    private void check(
            final LatestAtQuery query,
            final String timeline,
            final long at,
            final ReferenceStore reference,
            final String where) {
        int found = 0;
        for (int entity = 0; entity < query.entities().size(); entity++) {
            for (int component = 0; component < query.components().size(); component++) {
                final String question = where + ": prepared " + query.entities().get(entity) + " "
                        + query.components().get(component) + " " + timeline + " at " + at;
                final boolean isFound = answers.isFound(entity, component);
                assertEquals(
                        reference.latestAt(
                                query.entities().get(entity), query.components().get(component), timeline, at),
                        isFound ? ReferenceStore.Answer.of(answers.cell(answers.answer(entity, component))) : null,
                        question);
                if (isFound) {
                    found++;
                    checkParts(answers.answer(entity, component), entity, component, question);
                }
            }
        }
        for (int answer = 0; answer < answers.size(); answer++) {
            found -= answers.isFound(answer) ? 1 : 0;
        }
        assertEquals(0, found, where + ": answers found that were not asked for");
    }

    private void checkParts(final int answer, final int entity, final int component, final String question) {
        final Cell cell = answers.cell(answer);
        assertEquals(entity, answers.entity(answer), question);
        assertEquals(component, answers.component(answer), question);
        assertEquals(cell.isStatic(), answers.isStatic(answer), question);
        assertEquals(cell.isStatic(), answers.chunk(answer) == null, question);
        assertEquals(cell.instances().length(), answers.instanceCount(answer), question);
        final int from = answers.firstInstance(answer);
        assertEquals(
                Values.text(cell.instances()),
                Values.text(answers.items(answer).slice(from, answers.instanceCount(answer))),
                question);
        final long length = answers.bytesLength(answer);
        for (int i = 0; cell.instances().type().byteWidth() == 4 && i < length / 4; i++) {
            assertEquals(cell.instances().getInt(i), answers.int32(answer, i), question);
        }
        for (int i = 0; i < length && length <= LatestAtResult.SMALL_BYTES; i++) {
            assertEquals(
                    cell.instances().flatBytes().get(ValueLayout.JAVA_BYTE, i),
                    (byte) (answers.smallWord(answer, i / 8) >>> (i % 8 * 8)),
                    question);
        }
        if (cell.instances().type().byteWidth() > 0) {
            assertEquals(
                    -1,
                    answers.bytes(answer)
                            .asSlice(answers.bytesAt(answer), answers.bytesLength(answer))
                            .mismatch(cell.instances().flatBytes()),
                    question);
        }
    }
}
