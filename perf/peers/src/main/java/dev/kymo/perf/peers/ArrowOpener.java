package dev.kymo.perf.peers;

import dev.kymo.perf.files.OpenData;
import dev.kymo.perf.files.RecordingOpener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/// An Arrow IPC file with a record batch per chunk. Its footer knows where batches lie but not what is in them, so the
/// reader goes backwards through the batches of the right half (batches are in the order of time) until every entity
/// has
/// been seen.
final class ArrowOpener implements RecordingOpener {
    private static final Schema SCHEMA = new Schema(List.of(
            Field.nullable("entity", new ArrowType.Int(32, true)),
            Field.nullable("t", new ArrowType.Int(64, true)),
            Field.nullable("value", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));

    @Override
    public String extension() {
        return "arrow";
    }

    @Override
    public void make(final Path file, final OpenData data) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
            writer.start();
            for (int chunk = 0; chunk < data.chunks(); chunk++) {
                for (int entity = 0; entity < data.entities(); entity++) {
                    for (int i = 0; i < OpenData.ROWS; i++) {
                        final int row = chunk * OpenData.ROWS + i;
                        ((IntVector) root.getVector("entity")).setSafe(i, entity);
                        ((BigIntVector) root.getVector("t")).setSafe(i, row * OpenData.STEP);
                        ((Float8Vector) root.getVector("value")).setSafe(i, OpenData.value(entity, row));
                    }
                    root.setRowCount(OpenData.ROWS);
                    writer.writeBatch();
                }
            }
            writer.end();
        }
    }

    @Override
    public double ask(final Path file, final OpenData data) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            final List<ArrowBlock> blocks = reader.getRecordBlocks();
            final VectorSchemaRoot root = reader.getVectorSchemaRoot();
            final IntVector entities = (IntVector) root.getVector("entity");
            final BigIntVector times = (BigIntVector) root.getVector("t");
            final Float8Vector values = (Float8Vector) root.getVector("value");
            final boolean[] isSeen = new boolean[data.entities()];
            int low = 0;
            int high = blocks.size();
            while (low < high) {
                final int middle = (low + high) >>> 1;
                reader.loadRecordBatch(blocks.get(middle));
                if (times.get(0) <= data.askedTime()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            double sum = 0;
            int left = data.entities();
            for (int block = low - 1; block >= 0 && left > 0; block--) {
                reader.loadRecordBatch(blocks.get(block));
                final int entity = entities.get(0);
                if (!isSeen[entity]) {
                    isSeen[entity] = true;
                    left--;
                    sum += values.get(rowAtOrBefore(times, data.askedTime()));
                }
            }
            return sum;
        }
    }

    private static int rowAtOrBefore(final BigIntVector times, final long time) {
        final long[] all = new long[times.getValueCount()];
        for (int i = 0; i < all.length; i++) {
            all[i] = times.get(i);
        }
        final int found = Arrays.binarySearch(all, time);
        return found >= 0 ? found : -found - 2;
    }
}
