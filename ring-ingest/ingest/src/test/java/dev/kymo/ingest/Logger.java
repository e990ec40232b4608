package dev.kymo.ingest;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.zip.CRC32;

/// Logs numbers and blobs into a ring, each with what a reader must find.
final class Logger {
    private static final int[] TIMELINE_IDS = {0, 1};

    private final RingProducer producer;
    private final int store;
    private final int entity;
    private final int number;
    private final ScalarRows numbers;
    private final int blob;
    private final int text;
    private final long[] times = new long[2];

    Logger(final RingProducer producer, final String name) {
        this.producer = producer;
        store = producer.declareStore(StoreId.recording("app", "rec"));
        entity = producer.declareEntity(EntityPath.of(name));
        producer.declareTimeline(Timeline.sequence("frame"));
        producer.declareTimeline(Timeline.LOG_TIME);
        number = producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64);
        numbers = producer.scalarRows(store, entity, number);
        blob = producer.declareComponent(ComponentDescriptor.of("blob"), Datatype.UINT8);
        text = producer.declareComponent(ComponentDescriptor.of("text"), Datatype.UTF8);
    }

    Commit number(final long frame) {
        times[0] = frame;
        return numbers.commit(RowIds.PROCESS.nowNs(), frame, TIMELINE_IDS, times, 1, numberAt(frame));
    }

    static double numberAt(final long frame) {
        return frame * 0.25 - 7;
    }

    Commit blob(final long frame, final int length) {
        times[0] = frame;
        times[1] = frame + 1;
        final ArrayData[] cells = {
            ArrayData.doubles(Datatype.FLOAT64, numberAt(frame)),
            ArrayData.bytes(Datatype.UINT8, bytesAt(frame, length))
        };
        return producer.commit(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                frame,
                TIMELINE_IDS,
                times,
                2,
                new int[] {number, blob},
                cells,
                2);
    }

    /// The same, the blob written where it is read; a larger block is claimed than is needed.
    Commit claimedBlob(final long frame, final int length, final int claimed) {
        final PayloadClaim claim = producer.claim(claimed);
        if (claim == null) {
            return Commit.DROPPED;
        }
        MemorySegment.copy(bytesAt(frame, length), 0, claim.memory(), ValueLayout.JAVA_BYTE, 0, length);
        times[0] = frame;
        times[1] = frame + 1;
        final ArrayData[] cells = {
            ArrayData.doubles(Datatype.FLOAT64, numberAt(frame)), ArrayData.flat(Datatype.UINT8, length, claim.memory())
        };
        return producer.commitClaimed(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                frame,
                TIMELINE_IDS,
                times,
                2,
                new int[] {number, blob},
                cells,
                2,
                null,
                claim);
    }

    private static byte[] bytesAt(final long frame, final int length) {
        final byte[] bytes = new byte[length];
        new Random(frame).nextBytes(bytes);
        return bytes;
    }

    static String blobContent(final long frame, final int length) {
        final CRC32 crc = new CRC32();
        crc.update(bytesAt(frame, length));
        return "number=" + numberAt(frame) + " blob=" + length + ":" + crc.getValue() + " ";
    }

    static String numberContent(final long frame) {
        return "number=" + numberAt(frame) + " ";
    }

    Commit staticText(final long inc, final String value) {
        return producer.commit(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                inc,
                TIMELINE_IDS,
                times,
                0,
                new int[] {text},
                new ArrayData[] {ArrayData.text(value)},
                1);
    }
}
