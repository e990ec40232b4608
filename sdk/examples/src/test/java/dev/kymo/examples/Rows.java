package dev.kymo.examples;

import dev.kymo.sdk.MemorySink;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was logged, as text: a line for each kind of row of an entity, in the order in which the first came.
final class Rows {
    private Rows() {}

    /// `3 /world/lidar frame,log_time Points3D:positions[100] Points3D:colors[100]`, for instance. Rows of one entity
    /// are of one kind when they have the same timelines and the same cells, with as many instances.
    static String summary(final MemorySink sink) {
        return summary(sink.rows());
    }

    static String summary(final MemorySink sink, final StoreId store) {
        return summary(sink.rows(store));
    }

    private static String summary(final List<DataRow> rows) {
        final Map<String, Integer> kinds = new LinkedHashMap<>();
        for (final DataRow row : rows) {
            kinds.merge(kind(row), 1, Integer::sum);
        }
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private static String kind(final DataRow row) {
        final List<String> words = new ArrayList<>(List.of(row.entity().toString(), timelines(row)));
        for (final DataCell cell : row.cells()) {
            words.add(cell.descriptor().component() + "[" + cell.instanceCount() + "]");
        }
        return String.join(" ", words);
    }

    private static String timelines(final DataRow row) {
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < row.time().size(); i++) {
            names.add(row.time().timeline(i).name());
        }
        return names.isEmpty() ? "static" : String.join(",", names);
    }
}
