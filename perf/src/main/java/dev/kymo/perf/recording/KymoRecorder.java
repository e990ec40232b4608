package dev.kymo.perf.recording;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.perf.side.LoudListener;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.rrd.Durability;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import dev.kymo.viewer.app.Recorder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The whole path: a ring in shared memory, the recorder's thread, the `.rrd` with its footer. A row that finds no room
/// waits: what is measured is what goes through.
final class KymoRecorder implements MessageRecorder {
    private static final EntityPath ENTITY = EntityPath.of("messages");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long WAIT_NS = 20_000;
    /// As the other sides do.
    private static final Durability FORCED_AT_END = Durability.every(Duration.ofHours(1));

    private final int[] ids = new int[1];
    private final int[] components = new int[1];
    private final long[] times = new long[1];
    private final ArrayData[] cells = new ArrayData[1];
    private @Nullable Recorder recorder;
    private @Nullable RingProducer producer;

    @Override
    public void begin(final Path file, final Path scratch, final int messageBytes) throws IOException {
        recorder = Recorder.start(
                file,
                RrdWriterOptions.DEFAULT.withDurability(FORCED_AT_END),
                IngestConfig.defaults().withDirectory(scratch),
                new LoudListener());
        final RingProducer opened =
                RingProducer.open(RingConfig.fromEnvironment().withDirectory(scratch));
        producer = opened;
        opened.declareStore(StoreId.recording("bench", "bench"));
        opened.declareEntity(ENTITY);
        ids[0] = opened.declareTimeline(Timeline.LOG_TICK);
        components[0] = opened.declareComponent(ComponentDescriptor.of("message"), Datatype.UINT8);
        if (!opened.awaitRecorder(PATIENCE)) {
            throw new IOException("no recorder has taken the ring");
        }
    }

    @Override
    public void write(final long time, final ByteBuffer payload) {
        if (cells[0] == null) {
            cells[0] = ArrayData.flat(Datatype.UINT8, payload.capacity(), MemorySegment.ofBuffer(payload));
        }
        times[0] = time;
        while (producer.commit(0, 0, time, time, ids, times, 1, components, cells, 1) == Commit.DROPPED) {
            LockSupport.parkNanos(WAIT_NS);
        }
    }

    @Override
    public void finish() throws IOException {
        producer.flush(PATIENCE);
        recorder.close();
    }

    @Override
    public void release() {
        producer.close();
    }

    @Override
    public long countMessages(final Path file) throws IOException {
        long rows = 0;
        try (RrdFile opened = RrdFile.open(file)) {
            for (final StoredChunk stored : opened.chunks()) {
                if (stored.chunk().entity().equals(ENTITY)) {
                    rows += stored.chunk().rowCount();
                }
            }
        }
        return rows;
    }

    @Override
    public void abandon() throws IOException {
        if (producer != null) {
            producer.close();
        }
        if (recorder != null) {
            recorder.close();
        }
    }
}
