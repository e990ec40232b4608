package dev.kymo.rrd;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A small file with columns of every kind: lists, vectors, text, blobs, structs, unions, missing and empty cells,
/// static and on all types of timeline.
final class SmallKinds {
    private SmallKinds() {}

    static void write(final Path path) throws IOException {
        final StoreId store = StoreId.recording("app", "kinds");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            store(writer, store, "/fixed", TimePoint.STATIC, 1);
            for (int chunk = 0; chunk < 2; chunk++) {
                store(
                        writer,
                        store,
                        "/moving",
                        TimePoint.of(Map.of(
                                SampleRecording.FRAME,
                                (long) chunk,
                                SampleRecording.ELAPSED,
                                5L,
                                SampleRecording.STAMP,
                                7L)),
                        3);
            }
        }
    }

    private static void store(
            final RrdWriter writer, final StoreId store, final String entity, final TimePoint time, final int rows)
            throws IOException {
        try (OpenChunk open = new OpenChunk(EntityPath.parse(entity), time, 0)) {
            for (int row = 0; row < rows; row++) {
                open.append(new DataRow(
                        RowIds.PROCESS.next(),
                        EntityPath.parse(entity),
                        time,
                        row == 1 ? List.of(cell("text", ArrayData.empty(Datatype.UTF8))) : cells(row)));
            }
            writer.append(store, open.snapshot());
        }
    }

    private static List<DataCell> cells(final int row) {
        return List.of(
                cell("text", ArrayData.text("a", "línea " + row)),
                cell("positions", ArrayData.floats(SampleRecording.POSITION, 1, 2, 3, 4, 5, 6)),
                cell("flags", ArrayData.booleans(true, false)),
                cell("format", SampleRecording.imageFormat(2, 3)),
                cell("tensor", SampleRecording.tensor(row, 2)),
                cell("blob", ArrayData.oneList(SampleRecording.BLOB, ArrayData.bytes(Datatype.UINT8, new byte[40]))));
    }

    private static DataCell cell(final String name, final ArrayData instances) {
        return new DataCell(ComponentDescriptor.of(name), instances);
    }
}
