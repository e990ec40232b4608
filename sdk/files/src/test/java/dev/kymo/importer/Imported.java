package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What an import logged, and what it told.
record Imported(List<DataRow> rows, List<String> notes) {
    static Imported of(final Path... sources) throws IOException {
        return of(ImportRequest.of(sources));
    }

    static Imported of(final ImportRequest request) throws IOException {
        final MemorySink sink = new MemorySink();
        final List<String> notes = new ArrayList<>();
        try (RecordingStream out = stream(sink)) {
            Importers.importTo(request, out, new Progress() {
                private long last;

                @Override
                public void advanced(final long doneBytes, final long totalBytes, final long points) {
                    if (doneBytes < last || doneBytes > totalBytes) {
                        throw new AssertionError("progress " + last + " to " + doneBytes + " of " + totalBytes);
                    }
                    last = doneBytes;
                }

                @Override
                public void note(final String text) {
                    notes.add(text);
                }
            });
        }
        return new Imported(sink.rows(), notes);
    }

    static RecordingStream stream(final MemorySink sink) {
        return RecordingStream.builder("import-test").logTime(false).sink(sink).open();
    }

    /// The only row of points.
    DataRow points() {
        final List<DataRow> found = rows.stream()
                .filter(row -> row.cells().stream()
                        .anyMatch(cell -> cell.descriptor().component().equals("Points3D:positions")))
                .toList();
        assertEquals(1, found.size(), "rows of points");
        return found.get(0);
    }

    List<DataRow> rows(final String path) {
        final EntityPath entity = EntityPath.parse(path);
        return rows.stream().filter(row -> row.entity().equals(entity)).toList();
    }

    static ArrayData cell(final DataRow row, final String component) {
        for (final DataCell cell : row.cells()) {
            if (cell.descriptor().component().equals(component)) {
                return cell.instances();
            }
        }
        throw new AssertionError(row.entity() + " has no " + component + " but " + components(row));
    }

    static List<String> components(final DataRow row) {
        return row.cells().stream().map(cell -> cell.descriptor().component()).toList();
    }

    ArrayData positions() {
        return cell(points(), "Points3D:positions");
    }

    ArrayData attribute(final String name) {
        return cell(points(), "PointAttributes:" + name);
    }

    ArrayData colors() {
        return cell(points(), "Points3D:colors");
    }

    /// The static origin, zero when there is none.
    double[] origin() {
        for (final DataRow row : rows) {
            if (row.time().isStatic() && components(row).contains("Origin3D:origin")) {
                final ArrayData xyz = cell(row, "Origin3D:origin").list(0);
                return new double[] {xyz.getDouble(0), xyz.getDouble(1), xyz.getDouble(2)};
            }
        }
        return new double[3];
    }

    float position(final int point, final int axis) {
        return positions().child(0).getFloat(3 * point + axis);
    }
}
