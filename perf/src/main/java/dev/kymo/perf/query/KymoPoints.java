package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Kymo's store: rows ingested as a recorder does, sealed into memory chunks, asked through a reader.
final class KymoPoints implements PointStore {
    private static final StoreId STORE = StoreId.recording("bench", "bench");
    private static final Timeline FRAME = new Timeline("frame", TimeType.SEQUENCE);
    private static final String POSITIONS = "Points3D:positions";
    private static final String COLOURS = "Points3D:colors";
    /// What an archetype-rich viewer asks every entity for.
    private static final int WIDE_COMPONENTS = 86;

    private static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);

    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest = new StoreIngest(stores, chunks, SealPolicy.fromEnvironment());
    private EntityPath[] entities = {};
    private final List<String> components = new ArrayList<>(List.of(POSITIONS, COLOURS));
    private final LatestAtResult answers = new LatestAtResult();
    private @Nullable StoreReader reader;
    private @Nullable LatestAtQuery query;

    @Override
    public boolean begin(final CaseSpec bench, final int entityCount, final int points) {
        entities = new EntityPath[entityCount];
        for (int i = 0; i < entityCount; i++) {
            entities[i] = EntityPath.of("world", "points" + i);
        }
        while (bench.name().equals(LatestAtSide.WIDE) && components.size() < WIDE_COMPONENTS) {
            components.add("Nobody:has" + components.size());
        }
        return false;
    }

    @Override
    public void add(final int entity, final long time, final int[] positions, final int[] colours) {
        ingest.append(
                STORE,
                new DataRow(
                        RowIds.PROCESS.next(),
                        entities[entity],
                        TimePoint.of(FRAME, time),
                        List.of(
                                new DataCell(
                                        ComponentDescriptor.of(POSITIONS),
                                        ArrayData.flat(POSITION, colours.length, MemorySegment.ofArray(positions))),
                                new DataCell(
                                        ComponentDescriptor.of(COLOURS),
                                        ArrayData.flat(
                                                Datatype.UINT32, colours.length, MemorySegment.ofArray(colours))))));
    }

    @Override
    public void seal() {
        ingest.sealAll();
        final RecordingStore store = stores.getOrCreate(STORE);
        reader = store.reader();
        query = new LatestAtQuery(store, List.of(entities), components, FRAME.name());
    }

    @Override
    public int latestAt(final long time) {
        final StoreReader asked = reader;
        final LatestAtQuery question = query;
        if (asked == null || question == null) {
            throw new IllegalStateException("not sealed yet");
        }
        int sum = 0;
        asked.renew();
        asked.latestAt(question, time, answers);
        for (int answer = 0; answer < answers.size(); answer++) {
            final long length = answers.bytesLength(answer);
            if (length <= LatestAtResult.SMALL_BYTES) {
                for (int i = 0; i < length / Integer.BYTES; i++) {
                    sum += answers.int32(answer, i);
                }
            } else {
                sum += words(answers.bytes(answer), answers.bytesAt(answer), length);
            }
        }
        return sum;
    }

    private static int words(final MemorySegment bytes, final long from, final long length) {
        int sum = 0;
        for (long at = from; at < from + length; at += Integer.BYTES) {
            sum += bytes.get(Layouts.INT, at);
        }
        return sum;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        stores.close();
        chunks.close();
    }
}
