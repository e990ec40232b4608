package dev.kymo.perf.logging;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.LoudListener;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Tally;
import dev.kymo.ring.PayloadClaim;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Kymo's side of `log`: the ring's producer for rows with a time that is given, the SDK's stream where the clock is
/// read; the recorder's agent at the other end, filing nothing.
final class KymoLog implements LogWriter {
    private static final EntityPath ENTITY = EntityPath.parse("/value");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String VALUE = "Scalars:scalars";
    private static final String PAYLOAD = "payload";

    private final int[] timelines = new int[1];
    private final long[] times = new long[1];
    private final int[] components = new int[1];
    private final ArrayData[] cells = new ArrayData[1];
    private final ArrayData[] written = new ArrayData[1];
    private final PayloadClaim[] blocks = new PayloadClaim[1];
    private @Nullable RecordingStream recording;
    private @Nullable ScalarStream stream;
    private @Nullable RingProducer producer;
    private @Nullable ScalarRows scalars;
    private int store;
    private int entity;
    private boolean claims;

    @Override
    public void open(final CaseSpec bench) throws IOException {
        final RingConfig config = RingConfig.fromEnvironment().withDirectory(bench.folder());
        if (LogCases.readsClock(bench.name())) {
            final RecordingStream opened =
                    RecordingStream.builder("bench").sharedMemory(config).open();
            recording = opened;
            stream = opened.scalar(ENTITY);
            require(opened.awaitRecorder(PATIENCE));
            return;
        }
        claims = LogCases.isClaimed(bench.name());
        final RingProducer opened = RingProducer.open(config);
        producer = opened;
        store = opened.declareStore(StoreId.recording("bench", "bench"));
        entity = opened.declareEntity(ENTITY);
        timelines[0] = opened.declareTimeline(Timeline.LOG_TIME);
        components[0] = opened.declareComponent(ComponentDescriptor.of(PAYLOAD), Datatype.UINT8);
        scalars = opened.scalarRows(
                store, entity, opened.declareComponent(ComponentDescriptor.of(VALUE), Datatype.FLOAT64));
        require(opened.awaitRecorder(PATIENCE));
    }

    private static void require(final boolean isRecorded) {
        if (!isRecorded) {
            throw new IllegalStateException("no recorder has taken the ring");
        }
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        times[0] = timeNs;
        return scalars.commit(timeNs, sequence, timelines, times, 1, value) != Commit.DROPPED;
    }

    @Override
    public boolean scalarNow(final long sequence, final double value) {
        return stream.log(value) != Commit.DROPPED;
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        if (cells[0] == null) {
            cells[0] = ArrayData.flat(Datatype.UINT8, payload.capacity(), MemorySegment.ofBuffer(payload));
        }
        times[0] = timeNs;
        if (claims) {
            return claimed(sequence, timeNs, cells[0]);
        }
        return producer.commit(store, entity, timeNs, sequence, timelines, times, 1, components, cells, 1)
                != Commit.DROPPED;
    }

    /// Written where the reader finds it, by one copy: the camera's, so to say.
    private boolean claimed(final long sequence, final long timeNs, final ArrayData payload) {
        final PayloadClaim claim = producer.claim(payload.length());
        if (claim == null) {
            return false;
        }
        claim.memory().copyFrom(payload.dataBuffer());
        blocks[0] = claim;
        written[0] = ArrayData.flat(Datatype.UINT8, payload.length(), claim.memory());
        return producer.commitClaimed(
                        store, entity, timeNs, sequence, timelines, times, 1, components, written, 1, blocks)
                != Commit.DROPPED;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
        if (recording != null) {
            recording.close();
        }
    }

    /// Takes rows as a recorder does, and adds them up.
    static final class Reader implements RowReader {
        private @Nullable IngestAgent agent;

        @Override
        public void open(final CaseSpec bench, final Tally tally) throws IOException {
            agent = IngestAgent.open(
                    IngestConfig.defaults().withDirectory(bench.folder()), new TallyingSink(tally), new LoudListener());
        }

        @Override
        public int poll() throws IOException {
            return agent.doWork();
        }

        @Override
        public void close() {
            agent.onClose();
        }
    }

    private record TallyingSink(Tally tally) implements RowSink {
        @Override
        public void append(final StoreId id, final DataRow row) {
            if (!row.entity().equals(ENTITY)) {
                return;
            }
            final ArrayData cell = row.cells().getFirst().instances();
            final MemorySegment data = cell.dataBuffer();
            if (cell.type().kind() == Datatype.Kind.FLOAT64) {
                tally.add(row.time().time(0), data.get(Layouts.DOUBLE, 0));
            } else {
                tally.addPayload(row.time().time(0), cell.length(), at -> data.get(Layouts.LONG, at));
            }
        }
    }
}
