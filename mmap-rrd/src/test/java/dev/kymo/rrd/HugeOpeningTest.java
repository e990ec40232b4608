package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings of 20 MB, 1 GB and 20 GB with 1000 entities, asked for the newest row of each, in processes of their own
/// that have the flags of `kymo query latest-at`: the memory that is held at most hardly grows with the file. Times
/// depend on
/// how busy the machine is and go to `target/huge-opening.txt`.
final class HugeOpeningTest {
    private static final int ENTITIES = 1000;
    private static final int OPENINGS = 15;
    private static final int SMALL_BLOB_BYTES = 8;
    private static final long MORE_HELD_KB = 20_000;
    /// Of a recording that was not closed: all heads are looked at, by several threads.
    private static final long MORE_HELD_UNCLOSED_KB = 30_000;

    private static final String HELD = "held_kb=";

    @TempDir
    Path folder;

    /// Asks from a process of its own.
    static final class Asker {
        private Asker() {}

        /// Looks every millisecond at what is held.
        private static final class Watch extends Thread {
            private final CountDownLatch end = new CountDownLatch(1);
            private long mostKb;

            Watch() {
                super("watch");
                setDaemon(true);
            }

            @Override
            public void run() {
                try {
                    do {
                        mostKb = Math.max(mostKb, heldKb());
                    } while (!end.await(1, TimeUnit.MILLISECONDS));
                } catch (final IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            long mostKb() throws InterruptedException {
                end.countDown();
                join();
                return mostKb;
            }
        }

        /// @param arguments the recording, chunks per entity, what must be the index's source, openings, entities
        ///     that are asked for
        public static void main(final String[] arguments) throws IOException, InterruptedException {
            final Watch watch = new Watch();
            watch.start();
            final Path path = Path.of(arguments[0]);
            final int chunks = Integer.parseInt(arguments[1]);
            final int openings = Integer.parseInt(arguments[3]);
            final int entities = Integer.parseInt(arguments[4]);
            final long[] opened = new long[openings];
            final long[] first = new long[openings];
            final long[] all = new long[openings];
            String source = "";
            for (int i = 0; i < openings; i++) {
                final long began = System.nanoTime();
                try (IndexedRecording recording = IndexedRecording.open(
                                path, IndexOptions.defaults().withCacheFolder(null));
                        RecordingStore store =
                                new RecordingStore(SparseRecording.STORE, recording.chunks(SparseRecording.STORE));
                        StoreReader reader = store.reader()) {
                    source = i == 0 ? recording.source().toString() : source;
                    opened[i] = System.nanoTime() - began;
                    for (int entity = 0; entity < entities; entity++) {
                        ask(reader, entity, (long) chunks * SparseRecording.ROWS / 2);
                        if (entity == 0) {
                            first[i] = System.nanoTime() - began;
                        }
                    }
                    all[i] = System.nanoTime() - began;
                }
            }
            if (!source.equals(arguments[2])) {
                throw new IllegalStateException("index from " + source + ", expected " + arguments[2]);
            }
            final long held = watch.mostKb();
            final String once = String.format(
                    Locale.ROOT, "first time %.2f / %.2f / %.2f", opened[0] / 1e6, first[0] / 1e6, all[0] / 1e6);
            Arrays.sort(opened);
            Arrays.sort(first);
            Arrays.sort(all);
            Files.writeString(
                    Path.of(path + ".answer"),
                    String.format(
                            Locale.ROOT,
                            "%s, open / first answer / all answers in ms: %s, median %.2f / %.2f / %.2f%n%s%d",
                            source,
                            once,
                            opened[openings / 2] / 1e6,
                            first[openings / 2] / 1e6,
                            all[openings / 2] / 1e6,
                            HELD,
                            held));
        }

        private static void ask(final StoreReader reader, final int entity, final long at) {
            final double value = reader.latestAt(EntityPath.of("e" + entity), SparseRecording.VALUE, "frame", at)
                    .orElseThrow()
                    .instances()
                    .getDouble(0);
            if (value != SparseRecording.value(entity, at)) {
                throw new IllegalStateException("entity " + entity + ": " + value);
            }
        }

        /// Anonymous and shared memory of this process.
        private static long heldKb() throws IOException {
            long kb = 0;
            for (final String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
                    kb += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return kb;
        }
    }

    private long ask(
            final Path recording,
            final int chunks,
            final String source,
            final int openings,
            final int entities,
            final StringBuilder report)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmn8m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Asker.class.getName(),
                recording.toString(),
                Integer.toString(chunks),
                source,
                Integer.toString(openings),
                Integer.toString(entities)));
        final Path out = Path.of(recording + ".out");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "still asking");
        assertEquals(0, process.exitValue(), () -> {
            try {
                return Files.readString(out);
            } catch (final IOException e) {
                return e.toString();
            }
        });
        final String answer = Files.readString(Path.of(recording + ".answer"));
        report.append(String.format(
                        Locale.ROOT, "%,d bytes, %,d chunks: ", Files.size(recording), chunks * (long) ENTITIES))
                .append(answer)
                .append('\n');
        return Long.parseLong(answer.substring(answer.indexOf(HELD) + HELD.length()));
    }

    /// Asked one question, as in a shell: twenty times the chunks, an index made of the footer and of the chunks
    /// themselves, and an index that is there.
    @Test
    void shouldHoldLittleMoreMemoryForMoreChunks() throws IOException, InterruptedException {
        final StringBuilder report = new StringBuilder();
        final Path small = folder.resolve("few.rrd");
        new SparseRecording(ENTITIES, 1, SMALL_BLOB_BYTES).write(small, true);
        final Path large = folder.resolve("many.rrd");
        new SparseRecording(ENTITIES, 20, SMALL_BLOB_BYTES).write(large, true);
        final Path cut = folder.resolve("unclosed.rrd");
        new SparseRecording(ENTITIES, 20, SMALL_BLOB_BYTES).write(cut, false);
        final long first = ask(small, 1, "FOOTER", 1, 1, report);
        final long firstOfMany = ask(large, 20, "FOOTER", 1, 1, report);
        final long ofChunks = ask(cut, 20, "CHUNKS", 1, 1, report);
        final long indexed = ask(small, 1, "SIDE_FILE", 1, 1, report);
        final long indexedOfMany = ask(large, 20, "SIDE_FILE", 1, 1, report);
        assertTrue(firstOfMany - first <= MORE_HELD_KB, report::toString);
        assertTrue(ofChunks - first <= MORE_HELD_UNCLOSED_KB, report::toString);
        assertTrue(indexedOfMany - indexed <= MORE_HELD_KB, report::toString);
    }

    @Test
    @Tag("long")
    void shouldHoldNoMoreMemoryForALargeRecordingThanForASmallOne() throws IOException, InterruptedException {
        final StringBuilder report = new StringBuilder();
        final long[] held = new long[3];
        final int[] chunks = {1, 1, 20};
        final int[] blobs = {200, 10_000, 10_000};
        for (int i = 0; i < chunks.length; i++) {
            final Path recording = folder.resolve("huge" + i + ".rrd");
            new SparseRecording(ENTITIES, chunks[i], blobs[i]).write(recording, true);
            ask(recording, chunks[i], "FOOTER", 1, ENTITIES, report);
            held[i] = ask(recording, chunks[i], "SIDE_FILE", OPENINGS, ENTITIES, report);
        }
        final Path cut = folder.resolve("huge-unclosed.rrd");
        new SparseRecording(ENTITIES, chunks[2], blobs[2]).write(cut, false);
        ask(cut, chunks[2], "CHUNKS", 1, ENTITIES, report);
        report.append("side file of 20,000 chunks: ")
                .append(Files.size(folder.resolve("huge2.rrd" + IndexDescriptor.SUFFIX)))
                .append(" bytes\nload average: ")
                .append(Files.readString(Path.of("/proc/loadavg"), StandardCharsets.UTF_8));
        Files.writeString(
                Path.of("target", "huge-opening.txt"),
                report,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
        assertTrue(held[2] - held[0] <= MORE_HELD_KB, report::toString);
    }
}
