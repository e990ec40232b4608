package dev.kymo.ingest;

import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.ring.SpillDescriptor;
import dev.kymo.ring.SpillDirectory;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Spill segments whose producer is dead and has no shared memory any more, as after a restart of the machine: in
/// the default spill folder, of producers that had theirs where this recorder looks. One thread.
final class SpillOrphans {
    private static final int MAX_ROWS = 256;

    private final ShmDirectory rings;
    private final @Nullable Path folder;
    private final RowSink sink;
    private final IngestListener listener;
    private final List<Orphan> orphans = new ArrayList<>();

    /// @param directory where spilled rows are; null for the default
    SpillOrphans(
            final ShmDirectory rings,
            final @Nullable Path directory,
            final RowSink sink,
            final IngestListener listener) {
        this.rings = rings;
        folder = directory != null ? directory : SpillDirectory.configured();
        this.sink = sink;
        this.listener = listener;
    }

    /// Looks for new ones.
    void scan() throws IOException {
        final SpillDirectory found = folder == null ? null : SpillDirectory.existing(folder);
        if (found == null) {
            return;
        }
        for (final Map.Entry<String, SortedSet<Integer>> entry :
                SpillFiles.groups(found.path()).entrySet()) {
            final String group = entry.getKey();
            if (!isKnown(group)
                    && !Files.exists(
                            rings.path().resolve(ProducerFiles.FOLDER_PREFIX + group), LinkOption.NOFOLLOW_LINKS)) {
                adopt(found.path(), group, entry.getValue().first());
            }
        }
    }

    private boolean isKnown(final String group) {
        for (final Orphan orphan : orphans) {
            if (orphan.reader.group().equals(group)) {
                return true;
            }
        }
        return false;
    }

    private void adopt(final Path found, final String group, final int firstIndex) throws IOException {
        final String home = rings.path().toAbsolutePath().toString();
        try (SpillSegment first = SpillSegment.open(SpillFiles.segment(found, group, firstIndex), firstIndex)) {
            if (first != null && !first.home().equals(home)) {
                return;
            }
        } catch (final IllegalArgumentException notSound) {
            // Whoever's it was: not to be read, and not to be named with every scan
            return;
        }
        final ProcessLock lock = ProcessLock.tryAcquire(found.resolve(SpillDescriptor.lock(group)));
        if (lock != null) {
            orphans.add(new Orphan(new SpillReader(found, group, sink, listener), lock));
        }
    }

    /// See [SpillReader#addWaiting].
    void addWaiting(final RowIdSet ids) {
        for (final Orphan orphan : orphans) {
            orphan.reader.addWaiting(ids);
        }
    }

    /// Whether all that was read has been given back.
    boolean holdsNothing() {
        for (final Orphan orphan : orphans) {
            if (!orphan.reader.holdsNothing()) {
                return false;
            }
        }
        return true;
    }

    boolean hasGivenBackWhatItFound() {
        for (final Orphan orphan : orphans) {
            if (!orphan.reader.hasGivenBackWhatItFound()) {
                return false;
            }
        }
        return true;
    }

    /// Takes what is there, up to a bounded number of rows of each.
    ///
    /// @return how many rows
    int poll() throws IOException {
        if (orphans.isEmpty()) {
            // As in nearly every duty cycle; an iterator would be all that these make
            return 0;
        }
        int taken = 0;
        final Iterator<Orphan> all = orphans.iterator();
        while (all.hasNext()) {
            final Orphan orphan = all.next();
            final int rows = orphan.reader.poll(MAX_ROWS, true);
            taken += rows;
            if (rows == 0 && orphan.reader.isAtEnd() && orphan.reader.remove()) {
                orphan.removeLock();
                all.remove();
            }
        }
        return taken;
    }

    /// Takes and files what is there, while there is time; the rest is the next recorder's.
    ///
    /// @return whether all that was read is filed
    boolean leave(final long deadlineNs) throws IOException {
        while (!orphans.isEmpty() && poll() > 0 && System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
        }
        boolean holdsNothing = true;
        for (final Orphan orphan : orphans) {
            try (ProcessLock _ = orphan.lock) {
                holdsNothing &= orphan.reader.fileAll();
                orphan.reader.close();
            }
        }
        orphans.clear();
        return holdsNothing;
    }

    /// @param lock the producer's, held here so that no other recorder reads the same
    private record Orphan(SpillReader reader, ProcessLock lock) {
        void removeLock() throws IOException {
            try (lock) {
                Files.deleteIfExists(reader.folder().resolve(SpillDescriptor.lock(reader.group())));
            }
        }
    }
}
