package dev.kymo.ingest;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.CountersDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The files of a producer that has logged a few rows of every kind and is gone, to be scribbled on and shown to
/// a recorder, again and again. What is shown are links, so that a recorder may remove them: writing files anew
/// for each round would take most of the time.
final class HostileMemory {
    private static final int USED_JOURNAL_BYTES = 4096;
    private static final int USED_PAYLOAD_BYTES = 9_000;
    private static final int[] CONTROL_WORDS = {
        0, 8, 12, 16, 24, 32, 40, 128, 136, 144, 256, 264, 272, 384, 392, 512, 640, 768, 776, 784, 792
    };
    private static final int[] TRAILER_WORDS = {
        RingDescriptor.TAIL_OFFSET, RingDescriptor.HEAD_CACHE_OFFSET, RingDescriptor.HEAD_OFFSET
    };

    /// What the files are before they are scribbled on.
    record Template(byte[] ring, byte[] payload, byte[] journal, byte[] counters, List<Integer> records) {
        /// @param folder of the rings, not recorded now
        static Template log(final Path folder) throws IOException {
            final RingConfig config = RingConfig.fromEnvironment()
                    .withDirectory(folder)
                    .withRingBytes(RingConfig.MIN_RING_BYTES)
                    .withPayloadBytes(RingConfig.MIN_PAYLOAD_BYTES);
            try (RingProducer producer = RingProducer.open(config)) {
                final Logger logger = new Logger(producer, "hostile");
                logger.staticText(1, "static");
                for (int i = 0; i < 4; i++) {
                    logger.number(i);
                    logger.blob(i, 40 + i * 7);
                }
                logger.blob(8, 5_000);
                logger.number(9);
                final byte[] ring = Files.readAllBytes(producer.folder().resolve(ProducerFiles.RING));
                final MemorySegment bytes = MemorySegment.ofArray(ring);
                bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, ControlDescriptor.CLOSED_OFFSET, 1);
                final List<Integer> records = new ArrayList<>();
                int at = ControlDescriptor.RING_OFFSET;
                int length = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at);
                while (length > 0) {
                    records.add(at);
                    at += RingDescriptor.aligned(length);
                    length = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at);
                }
                return new Template(
                        ring,
                        Files.readAllBytes(producer.folder().resolve(ProducerFiles.PAYLOAD)),
                        Files.readAllBytes(producer.folder().resolve(ProducerFiles.journal(0))),
                        Files.readAllBytes(producer.folder().resolve(ProducerFiles.COUNTERS)),
                        records);
            }
        }
    }

    private final Template template;
    private final Path files;
    private final MemorySegment ring;
    private final MemorySegment payload;
    private final MemorySegment journal;
    private final MemorySegment counters;
    private boolean ownerTouched;

    /// @param files a folder that no recorder looks at, in the file system of the rings
    HostileMemory(final Template template, final Path files, final Arena arena) throws IOException {
        this.template = template;
        this.files = Files.createDirectories(files);
        ring = make(ProducerFiles.RING, template.ring, arena);
        payload = make(ProducerFiles.PAYLOAD, template.payload, arena);
        journal = make(ProducerFiles.journal(0), template.journal, arena);
        counters = make(ProducerFiles.COUNTERS, template.counters, arena);
        Files.createFile(files.resolve(ProducerFiles.LOCK));
    }

    private MemorySegment make(final String name, final byte[] bytes, final Arena arena) throws IOException {
        return ProducerFiles.map(Files.write(files.resolve(name), bytes), FileChannel.MapMode.READ_WRITE, arena);
    }

    /// Makes all as it was and then scribbles on it.
    ///
    /// @return how many records were changed
    int scribble(final Random random) {
        MemorySegment.copy(template.ring, 0, ring, ValueLayout.JAVA_BYTE, 0, template.ring.length);
        MemorySegment.copy(template.payload, 0, payload, ValueLayout.JAVA_BYTE, 0, template.payload.length);
        MemorySegment.copy(template.journal, 0, journal, ValueLayout.JAVA_BYTE, 0, USED_JOURNAL_BYTES);
        MemorySegment.copy(template.counters, 0, counters, ValueLayout.JAVA_BYTE, 0, template.counters.length);
        ownerTouched = false;
        final int count = 1 + random.nextInt(3);
        int record = random.nextInt(template.records.size());
        for (int i = 0; i < count; i++) {
            scribbleOnRecord(random, template.records.get(record));
            record = (record + 1) % template.records.size();
        }
        switch (random.nextInt(14)) {
            case 0 -> change(random, journal, random.nextInt(800));
            case 1 -> change(random, payload, random.nextInt(USED_PAYLOAD_BYTES));
            case 2 -> change(random, payload, random.nextInt(24));
            case 3 -> {
                final int at = CONTROL_WORDS[random.nextInt(CONTROL_WORDS.length)];
                ownerTouched = at == ControlDescriptor.OWNER_OFFSET || at == ControlDescriptor.CLOSED_OFFSET;
                change(random, ring, at);
            }
            case 4 ->
                change(
                        random,
                        ring,
                        ControlDescriptor.RING_OFFSET
                                + RingConfig.MIN_RING_BYTES
                                + TRAILER_WORDS[random.nextInt(TRAILER_WORDS.length)]);
            case 5 -> change(random, counters, random.nextInt(CountersDescriptor.ANSWERS_OFFSET));
            case 6 -> {
                for (int n = 0; n < 20; n++) {
                    change(random, counters, random.nextInt(CountersDescriptor.LENGTH));
                }
            }
            default -> {
                // The records alone
            }
        }
        return count;
    }

    private void scribbleOnRecord(final Random random, final int at) {
        final int length = MemorySegment.ofArray(template.ring).get(ValueLayout.JAVA_INT_UNALIGNED, at);
        for (int n = random.nextInt(3); n >= 0; n--) {
            // Half of them in the header and the row's fixed fields
            change(random, ring, at + random.nextInt(random.nextBoolean() ? Math.min(length, 72) : length));
        }
    }

    private static void change(final Random random, final MemorySegment memory, final int at) {
        final long aligned = at & ~3L;
        switch (random.nextInt(6)) {
            case 0 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            case 1 -> memory.set(Layouts.INT, aligned, random.nextInt());
            case 2 -> memory.set(Layouts.INT, aligned, random.nextInt(100) - 50);
            case 3 -> memory.set(Layouts.INT, aligned, memory.get(Layouts.INT, aligned) + random.nextInt(17) - 8);
            case 4 -> memory.set(Layouts.INT, aligned, random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE);
            default -> memory.set(Layouts.LONG, at & ~7L, random.nextLong() >> random.nextInt(64));
        }
    }

    /// Whether a recorder may rightly leave it alone, as something that is going away or in use.
    boolean mayBeLeftAlone() {
        return ownerTouched;
    }

    /// Shows it to recorders as the producer of that folder.
    void show(final Path folder) throws IOException {
        Files.createDirectory(folder);
        for (final String name : List.of(
                ProducerFiles.RING,
                ProducerFiles.PAYLOAD,
                ProducerFiles.journal(0),
                ProducerFiles.COUNTERS,
                ProducerFiles.LOCK)) {
            Files.createLink(folder.resolve(name), files.resolve(name));
        }
    }
}
