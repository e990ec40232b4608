package dev.kymo.perf.recording;

import dev.kymo.perf.run.Folders;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A round is a new recording: from the first message to the file on the disk.
public final class RecordSide implements Side {
    public static final String PREFIX = "message-";

    private static final int SMALL = 1000;

    private final String name;
    private final Supplier<MessageRecorder> recorders;
    private @Nullable CaseSpec prepared;
    private ByteBuffer payload = ByteBuffer.allocateDirect(0);
    private int files;

    public RecordSide(final String name, final Supplier<MessageRecorder> recorders) {
        this.name = name;
        this.recorders = recorders;
    }

    /// Bytes of a case's messages, from its name.
    public static int messageBytes(final String caseName) {
        return Integer.parseInt(caseName.substring(PREFIX.length()));
    }

    private static int messages(final CaseSpec bench) {
        final int bytes = messageBytes(bench.name());
        return bytes < SMALL ? bench.size(200_000, 2_000_000) : bench.size((48 << 20) / bytes, (512 << 20) / bytes);
    }

    @Override
    public long prepare(final CaseSpec bench) throws Exception {
        prepared = bench;
        payload = ByteBuffer.allocateDirect(messageBytes(bench.name())).order(ByteOrder.LITTLE_ENDIAN);
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (int at = 0; at < payload.capacity(); at++) {
            payload.put(at, (byte) random.nextInt());
        }
        final int few = Math.max(2, messages(bench) / 20);
        final Path file = nextFile(bench);
        final MessageRecorder recorder = record(bench, file, few, null);
        final long found = recorder.countMessages(file);
        Folders.delete(file);
        return found;
    }

    private Path nextFile(final CaseSpec bench) throws IOException {
        final Path folder = Files.createDirectories(bench.data().resolve("record"));
        final Path file = folder.resolve(name + "-" + files++);
        Folders.delete(file);
        return file;
    }

    /// The clock runs from the first message to the forced and closed file: what opening takes is not counted, nor
    /// giving back what that took (a ring's shared memory), and finishing is.
    private MessageRecorder record(
            final CaseSpec bench, final Path file, final int count, final @Nullable Sample sample) throws Exception {
        final MessageRecorder recorder = recorders.get();
        final Path scratch = bench.folder().resolve("r" + files);
        Folders.createPrivate(scratch);
        boolean done = false;
        try {
            recorder.begin(file, scratch, payload.capacity());
            if (sample != null) {
                sample.start();
            }
            for (int i = 0; i < count; i++) {
                payload.putLong(0, i);
                recorder.write(i, payload);
            }
            recorder.finish();
            if (sample != null) {
                sample.stop(count);
            }
            recorder.release();
            done = true;
            return recorder;
        } finally {
            if (!done) {
                recorder.abandon();
            }
            Folders.delete(scratch);
        }
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) throws Exception {
        final CaseSpec bench = prepared;
        if (bench == null) {
            throw new IllegalStateException("no case was prepared");
        }
        final int count = messages(bench);
        final Path file = nextFile(bench);
        record(bench, file, count, sample);
        sample.addBytes((long) count * payload.capacity());
        sample.figure("file_bytes_per_message", (double) sizeOf(file) / count);
        Folders.delete(file);
    }

    static long sizeOf(final Path file) throws IOException {
        try (Stream<Path> all = Files.walk(file)) {
            long bytes = 0;
            for (final Path part : all.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(part);
            }
            return bytes;
        }
    }
}
