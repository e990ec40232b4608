package dev.kymo.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.query.ColumnName;
import dev.kymo.store.query.Dataframe;
import dev.kymo.store.query.DataframeQuery;
import dev.kymo.store.query.EntityGlob;
import dev.kymo.store.query.NewestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tables of rows and newest rows of a store; they are those of the reference, put together cell by cell from its plain
/// answers.
final class TableQuestions {
    private static final List<String> GLOBS = List.of("/**", "/a/**", "/a", "/*", "/*/b", "/**/c\\ d", "/a*", "/none");
    private static final int MAX_ROWS = 15;

    private TableQuestions() {}

    static void ask(
            final Random random,
            final RandomRows rows,
            final RecordingStore store,
            final ReferenceStore reference,
            final String where) {
        if (reference.timelines().isEmpty()) {
            return;
        }
        final DataframeQuery query = randomQuery(random, rows, reference);
        final String question = where + ": " + query;
        try (Dataframe table = Dataframe.open(store, query, random.nextInt(20) == 0 ? 1 : 20 + random.nextInt(200))) {
            final List<ColumnName> columns = columns(query, reference);
            assertEquals(columns, table.columns(), question);
            final Set<Long> times = times(query, columns, reference);
            int compared = 0;
            for (final long time : times) {
                assertEquals(true, table.next(), () -> question + ": no row at " + time);
                assertEquals(time, table.time(), question);
                // Of long tables the cells of some rows: all would be most of the test's time.
                if (times.size() <= MAX_ROWS || random.nextInt(times.size()) < MAX_ROWS) {
                    compared++;
                    for (int i = 0; i < columns.size(); i++) {
                        final int column = i;
                        assertEquals(
                                cell(query, columns.get(i), time, reference),
                                ReferenceStore.Answer.of(table.cell(i)),
                                () -> question + ": " + columns.get(column) + " at " + time);
                    }
                }
            }
            assertEquals(false, table.next(), question);
            assertEquals(true, compared > 0 || times.isEmpty() || times.size() > MAX_ROWS, question);
        }
        newest(random, rows, store, reference, where);
    }

    private static DataframeQuery randomQuery(
            final Random random, final RandomRows rows, final ReferenceStore reference) {
        final List<String> timelines = List.copyOf(reference.timelines().keySet());
        final String timeline = timelines.get(random.nextInt(timelines.size()));
        DataframeQuery query = DataframeQuery.on(timeline);
        if (random.nextBoolean()) {
            query = query.withEntities(
                    EntityGlob.parse(GLOBS.get(random.nextInt(GLOBS.size()))),
                    EntityGlob.parse(GLOBS.get(random.nextInt(GLOBS.size()))));
        }
        if (random.nextInt(3) == 0) {
            query = query.withComponents(
                    RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size())), "Points3D:positions");
        }
        if (random.nextBoolean()) {
            final long one = Math.max(rows.askedTime(reference.timesOn(timeline)), Timeline.MIN_TIME);
            final long other = Math.max(rows.askedTime(reference.timesOn(timeline)), Timeline.MIN_TIME);
            query = query.withRange(Math.min(one, other), Math.max(one, other));
        }
        if (random.nextBoolean()) {
            query = query.withFill(DataframeQuery.Fill.LATEST_AT);
        }
        if (random.nextInt(3) == 0) {
            query = query.withValueIn(new ColumnName(
                    RandomRows.ENTITIES.get(random.nextInt(RandomRows.ENTITIES.size())),
                    RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()))));
        }
        return query;
    }

    private static List<ColumnName> columns(final DataframeQuery query, final ReferenceStore reference) {
        final List<ColumnName> columns = new ArrayList<>();
        for (final EntityPath entity : new TreeSet<>(reference.entities())) {
            if (query.entities().stream().anyMatch(glob -> glob.matches(entity))) {
                reference.columns(entity).stream()
                        .filter(info -> info.hasStatic() || info.timelines().contains(query.timeline()))
                        .map(StoreReader.ColumnInfo::component)
                        .filter(c -> query.components().isEmpty()
                                || query.components().contains(c))
                        .forEach(component -> columns.add(new ColumnName(entity, component)));
            }
        }
        return columns;
    }

    private static Set<Long> times(
            final DataframeQuery query, final List<ColumnName> columns, final ReferenceStore reference) {
        final ColumnName needed = query.hasValue();
        final boolean isAlways = needed == null || isStatic(needed, reference);
        final Set<Long> times = new TreeSet<>();
        for (final ColumnName column : isAlways ? columns : List.of(needed)) {
            if (!isStatic(column, reference)) {
                range(query, column, query.from(), query.to(), reference).forEach(answer -> times.add(answer.time()));
            }
        }
        return times;
    }

    private static boolean isStatic(final ColumnName column, final ReferenceStore reference) {
        return reference.hasStatic(column.entity(), column.component());
    }

    private static List<ReferenceStore.Answer> range(
            final DataframeQuery query,
            final ColumnName column,
            final long from,
            final long to,
            final ReferenceStore reference) {
        return reference.range(column.entity(), column.component(), query.timeline(), from, to);
    }

    private static ReferenceStore.@Nullable Answer cell(
            final DataframeQuery query, final ColumnName column, final long time, final ReferenceStore reference) {
        if (query.fill() == DataframeQuery.Fill.LATEST_AT) {
            return reference.latestAt(column.entity(), column.component(), query.timeline(), time);
        }
        final List<ReferenceStore.Answer> there = range(query, column, time, time, reference);
        return there.isEmpty() ? null : there.getLast();
    }

    private static void newest(
            final Random random,
            final RandomRows rows,
            final RecordingStore store,
            final ReferenceStore reference,
            final String where) {
        final String timeline = RandomRows.TIMELINES.get(random.nextInt(RandomRows.TIMELINES.size()));
        final String component = RandomRows.COMPONENTS.get(random.nextInt(RandomRows.COMPONENTS.size()));
        final long upTo = rows.askedTime(reference.timesOn(timeline));
        final int count = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
        final Map<ReferenceStore.Answer, String> all = new TreeMap<>((a, b) -> a.isStatic() != b.isStatic()
                ? Boolean.compare(a.isStatic(), b.isStatic())
                : a.time() != b.time()
                        ? Long.compare(a.time(), b.time())
                        : a.row().compareTo(b.row()));
        for (final EntityPath entity : RandomRows.ENTITIES) {
            reference
                    .range(entity, component, timeline, Long.MIN_VALUE, Math.max(upTo, Timeline.MIN_TIME))
                    .forEach(answer -> all.put(answer, entity.toString()));
        }
        final List<String> expected = new ArrayList<>();
        all.entrySet().stream().skip(Math.max(0, all.size() - count)).forEach(e -> expected.add(e.toString()));
        try (StoreReader reader = store.reader()) {
            final List<String> found = new ArrayList<>();
            for (final NewestRows.Row row :
                    NewestRows.of(reader, RandomRows.ENTITIES, component, timeline, upTo, count)) {
                found.add(ReferenceStore.Answer.of(row.cell()) + "=" + row.entity());
            }
            assertEquals(
                    expected,
                    found,
                    () -> where + ": newest " + count + " of " + component + " on " + timeline + " up to " + upTo);
        }
    }
}
