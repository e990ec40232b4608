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
        final List<DataCell> cells = new ArrayList<>();
        cells.add(new DataCell(
                ComponentDescriptor.of(POSITIONS),
                ArrayData.flat(POSITION, positions.length / 3, MemorySegment.ofArray(positions))));
        if (colours.length > 0) {
            cells.add(new DataCell(
                    ComponentDescriptor.of(COLOURS),
                    ArrayData.flat(Datatype.UINT32, colours.length, MemorySegment.ofArray(colours))));
        }
        ingest.append(STORE, new DataRow(RowIds.PROCESS.next(), entities[entity], TimePoint.of(FRAME, time), cells));
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
        final StoreReader asked = renewed();
        asked.latestAt(prepared(), time, answers);
        return words();
    }

    @Override
    public int latestAt(final int entity, final long time) {
        final StoreReader asked = renewed();
        asked.latestAt(prepared(), entity, time, answers);
        return words();
    }

    private StoreReader renewed() {
        final StoreReader asked = reader;
        if (asked == null) {
            throw new IllegalStateException("not sealed yet");
        }
        asked.renew();
        return asked;
    }

    private LatestAtQuery prepared() {
        final LatestAtQuery question = query;
        if (question == null) {
            throw new IllegalStateException("not sealed yet");
        }
        return question;
    }

    private int words() {
        int sum = 0;
        for (int answer = 0; answer < answers.size(); answer++) {
            final long length = answers.bytesLength(answer);
            if (length <= LatestAtResult.SMALL_BYTES) {
                sum += small(answer, (int) (length / Integer.BYTES));
            } else {
                sum += words(answers.bytes(answer), answers.bytesAt(answer), (int) (length / Integer.BYTES));
            }
        }
        return sum;
    }

    /// Without a loop: what a compiler makes of one so short differs from process to process.
    private int small(final int answer, final int count) {
        final long first = answers.smallWord(answer, 0);
        int sum = 0;
        if (count > 0) {
            sum += (int) first;
        }
        if (count > 1) {
            sum += (int) (first >>> Integer.SIZE);
        }
        if (count > 2) {
            final long second = answers.smallWord(answer, 1);
            sum += (int) second;
            if (count > 3) {
                sum += (int) (second >>> Integer.SIZE);
            }
        }
        return sum;
    }

    /// On four sums in turn: the compiler makes no vectors of a loop over a segment, and one sum waits for itself.
    private static int words(final MemorySegment bytes, final long from, final int count) {
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            final long at = from + i * (long) Integer.BYTES;
            a += bytes.get(Layouts.INT, at);
            b += bytes.get(Layouts.INT, at + Integer.BYTES);
            c += bytes.get(Layouts.INT, at + 2 * Integer.BYTES);
            d += bytes.get(Layouts.INT, at + 3 * Integer.BYTES);
        }
        int sum = a + b + c + d;
        for (; i < count; i++) {
            sum += bytes.get(Layouts.INT, from + i * (long) Integer.BYTES);
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
