package dev.kymo.rrd;

import dev.kymo.store.chunk.ChunkCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Looks at the chunks of a file, several at once: their heads, their times, and which rows have which component.
/// Values are not read, except that compressed chunks have to be unpacked.
final class ChunkScan {
    private static final int CHUNKS_PER_TASK = 64;
    private static final int MAX_THREADS = 16;

    /// What is known of some chunks, in the order of the file.
    private record Scanned(List<ChunkFacts> chunks, List<Problem> problems, long endBytes) {}

    private ChunkScan() {}

    /// Adds all chunks that can be read; each of the others becomes a problem.
    static void addAll(
            final RrdFile file,
            final IndexBuilder index,
            final List<Problem> problems,
            final IndexOptions.ScanProgress progress) {
        final List<ChunkEntry> entries = file.entries();
        final int threads = Math.clamp((entries.size() - 1) / CHUNKS_PER_TASK, 1, Math.min(MAX_THREADS, cores()));
        try (ExecutorService workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("kymo-index-", 0).daemon(true).factory())) {
            final ChunkFacts.Held held = new ChunkFacts.Held();
            final List<Future<Scanned>> parts = new ArrayList<>();
            for (int from = 0; from < entries.size(); from += CHUNKS_PER_TASK) {
                final List<ChunkEntry> some = entries.subList(from, Math.min(entries.size(), from + CHUNKS_PER_TASK));
                parts.add(workers.submit(() -> scan(file, some, held)));
            }
            try {
                for (final Future<Scanned> part : parts) {
                    final Scanned scanned = part.get();
                    scanned.chunks.forEach(index::add);
                    problems.addAll(scanned.problems);
                    progress.scanned(scanned.endBytes, file.sizeBytes());
                }
            } catch (final ExecutionException e) {
                workers.shutdownNow();
                throw unwrapped(e);
            } catch (final InterruptedException e) {
                workers.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the recording is opened", e);
            }
        }
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static RuntimeException unwrapped(final ExecutionException e) {
        if (e.getCause() instanceof final Error error) {
            throw error;
        }
        return e.getCause() instanceof final RuntimeException cause ? cause : new IllegalStateException(e);
    }

    private static Scanned scan(final RrdFile file, final List<ChunkEntry> entries, final ChunkFacts.Held held) {
        final List<ChunkFacts> chunks = new ArrayList<>(entries.size());
        final List<Problem> problems = new ArrayList<>();
        for (final ChunkEntry entry : entries) {
            try {
                chunks.add(file.peek(entry, stream -> ChunkFacts.of(entry, ChunkCodec.decode(stream), held)));
            } catch (final RrdException e) {
                problems.add(new Problem(Problem.Kind.BAD_CHUNK, entry.offsetBytes(), e.getMessage()));
            }
        }
        final ChunkEntry last = entries.getLast();
        return new Scanned(chunks, problems, last.offsetBytes() + last.lengthBytes());
    }
}
