package dev.kymo.perf.ingesting;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.LoudListener;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The recorder's path without a file: ring → agent → open chunks → sealed chunks in memory. The producers are in the
/// same process and write between the timed spans; the agent runs on the timed thread.
final class KymoIngest implements IngestStore {
    private static final StoreId STORE = StoreId.recording("bench", "bench");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("Scalars:scalars");
    private static final ComponentDescriptor IMAGE = ComponentDescriptor.of("Image:buffer");

    /// Images that are held before all are given back.
    private static final int MAX_HELD_IMAGES = 64;

    private final RenewedStore sink = new RenewedStore();
    private final List<RingProducer> producers = new ArrayList<>();
    private final List<ScalarRows> scalars = new ArrayList<>();
    private final List<EntityPath> entities = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final int[] ids = new int[1];
    private final int[] components = new int[1];
    private final long[] times = new long[1];
    private final ArrayData[] cells = new ArrayData[1];
    private @Nullable MemorySegment payload;
    private @Nullable IngestAgent agent;
    private long committed;
    private boolean isRenewed;

    @Override
    public void begin(final CaseSpec bench, final int payloadBytes) throws IOException {
        final int count = bench.name().equals(IngestSide.SCALARS_TWO) ? 2 : 1;
        isRenewed = bench.name().equals(IngestSide.IMAGES);
        agent = IngestAgent.open(
                IngestConfig.defaults().withDirectory(bench.folder()).withDrainTimeout(Duration.ofSeconds(1)),
                sink,
                new LoudListener());
        if (payloadBytes > 0) {
            payload = arena.allocate(payloadBytes, Long.BYTES);
            final SplittableRandom random = new SplittableRandom(bench.seed());
            for (long at = 0; at < payloadBytes; at += Long.BYTES) {
                payload.set(Layouts.LONG, at, random.nextLong());
            }
            cells[0] = ArrayData.flat(Datatype.UINT8, payloadBytes, payload);
        }
        for (int i = 0; i < count; i++) {
            final RingProducer producer =
                    RingProducer.open(RingConfig.fromEnvironment().withDirectory(bench.folder()));
            producers.add(producer);
            final EntityPath entity = EntityPath.of("value" + i);
            entities.add(entity);
            producer.declareStore(STORE);
            producer.declareEntity(entity);
            ids[0] = producer.declareTimeline(Timeline.LOG_TICK);
            components[0] = producer.declareComponent(IMAGE, Datatype.UINT8);
            scalars.add(producer.scalarRows(0, 0, producer.declareComponent(VALUE, Datatype.FLOAT64)));
        }
        while (agent.producers().size() < count) {
            agent.doWork();
        }
    }

    @Override
    public void stage(final long firstTime, final double[] values, final int rows) {
        if (isRenewed && sink.heldRows() >= MAX_HELD_IMAGES) {
            sink.renew();
        }
        for (int row = 0; row < rows; row++) {
            final RingProducer producer = producers.get(row % producers.size());
            final long time = firstTime + row;
            times[0] = time;
            final Commit answer;
            if (payload == null) {
                answer = scalars.get(row % scalars.size()).commit(time, time, ids, times, 1, values[row]);
            } else {
                payload.set(Layouts.DOUBLE, 0, values[row]);
                answer = producer.commit(0, 0, time, time, ids, times, 1, components, cells, 1);
            }
            if (answer == Commit.DROPPED) {
                throw new IllegalStateException("row " + row + " of " + rows + " did not fit the ring");
            }
        }
        committed += rows;
    }

    @Override
    public void ingest() throws IOException {
        while (sink.appendedMark() < committed) {
            agent.doWork();
        }
    }

    @Override
    public double sum() {
        double sum = 0;
        try (StoreReader reader = sink.stores().getOrCreate(STORE).reader()) {
            for (final EntityPath entity : entities) {
                for (final Cell cell : reader.range(
                        entity,
                        payload == null ? VALUE.component() : IMAGE.component(),
                        Timeline.LOG_TICK.name(),
                        Long.MIN_VALUE,
                        Long.MAX_VALUE)) {
                    sum += cell.instances().flatBytes().get(Layouts.DOUBLE, 0);
                }
            }
        }
        return sum;
    }

    @Override
    public double chunksPer100kRows() {
        return sink.chunks() * 100_000.0 / committed;
    }

    @Override
    public void close() {
        producers.forEach(RingProducer::close);
        if (agent != null) {
            agent.onClose();
        }
        sink.close();
        arena.close();
    }
}
