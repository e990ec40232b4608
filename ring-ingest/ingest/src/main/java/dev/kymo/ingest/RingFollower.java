package dev.kymo.ingest;

import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.store.ingest.LiveOverlay;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the rings of a user without owning them, beside whoever does and whatever state that one is in, and
/// shows their rows in a [LiveOverlay]. Writes no byte of a producer's files. Any number of processes may
/// follow the same rings.
///
/// One thread.
public final class RingFollower implements AutoCloseable {
    private static final long SCAN_INTERVAL_NS = 20_000_000;
    private static final int LISTING_INTERVAL_SCANS = 10;

    private final ShmDirectory directory;
    private final LiveOverlay overlay;
    private final IngestListener listener;
    private final RecordingList recordings;
    private final List<FollowedProducer> producers = new ArrayList<>();
    /// Closed, and still to be settled.
    private final List<FollowedProducer> leaving = new ArrayList<>();
    /// Folders that are no producers: named once, not tried again.
    private final Set<Path> refusedFolders = new HashSet<>();

    private FileTime lastChanged = FileTime.fromMillis(0);
    private int scansUntilListing;
    private long nextScanNs = System.nanoTime();
    private boolean isPassRequested;
    private long missedBytesOfGone;
    private long refusedRowsOfGone;

    private RingFollower(final ShmDirectory directory, final LiveOverlay overlay, final IngestListener listener) {
        this.directory = directory;
        this.overlay = overlay;
        this.listener = listener;
        recordings = new RecordingList(directory);
    }

    /// Rows flow when [#poll] is called.
    ///
    /// @param config which folder
    /// @param overlay gets all rows
    /// @param listener hears of producers that are dropped and of rows that can't be shown
    /// @throws IOException when the folder is not safe to use
    public static RingFollower open(final IngestConfig config, final LiveOverlay overlay, final IngestListener listener)
            throws IOException {
        return new RingFollower(ShmDirectory.open(config.directory()), overlay, listener);
    }

    /// The recordings that rows of these rings may be in, the present recorder's last.
    public List<Path> recordings() throws IOException {
        return recordings.read();
    }

    /// Reads what is there, bounded per producer so that none starves the others.
    ///
    /// @return how many rows
    public int poll() throws IOException {
        try {
            return scanAndPoll();
        } catch (final InternalError fault) {
            dropFor(fault);
            return 0;
        }
    }

    private int scanAndPoll() throws IOException {
        if (System.nanoTime() - nextScanNs >= 0 || isPassRequested) {
            nextScanNs = System.nanoTime() + SCAN_INTERVAL_NS;
            scan();
        }
        return pollRings();
    }

    /// The JVM may report a page that is gone late, in whatever this thread does then: its producer is looked for.
    private void dropFor(final InternalError fault) {
        boolean isExplained = false;
        for (final FollowedProducer producer : producers) {
            isExplained |= producer.isDroppedFor(fault);
        }
        if (!isExplained) {
            listener.failed(fault);
        }
    }

    private int pollRings() {
        int rows = 0;
        for (int i = 0; i < producers.size(); i++) {
            rows += producers.get(i).poll();
        }
        return rows;
    }

    /// Reads all that is in all rings, those that have only just appeared included. Ends: a pass has a goal that
    /// does not move, and a producer by which it gets no nearer is dropped.
    public void catchUp() throws IOException {
        beginPass();
        do {
            poll();
        } while (!isPassComplete());
    }

    /// From now on [#isPassComplete] tells when all that is in any ring by now has been read, or is behind a
    /// record that is not finished, where nobody can have read it.
    public void beginPass() {
        isPassRequested = true;
    }

    /// Whether the pass is over; [#poll] brings it on.
    public boolean isPassComplete() {
        return !isPassRequested && producers.stream().allMatch(FollowedProducer::hasPassed);
    }

    /// To be called before all files are read to their ends, and [#confirmConsumed] after that: then it is
    /// known of which rows no file will have them, and [LiveOverlay#settle] may be called.
    public void noteConsumed() {
        producers.forEach(FollowedProducer::noteConsumed);
        leaving.forEach(FollowedProducer::noteConsumed);
    }

    /// See [#noteConsumed].
    public void confirmConsumed() {
        producers.forEach(FollowedProducer::confirmConsumed);
        leaving.forEach(FollowedProducer::confirmConsumed);
        leaving.removeIf(FollowedProducer::isOver);
    }

    /// Producers that are followed now.
    public int producerCount() {
        return (int) producers.stream().filter(one -> !one.isClosed()).count();
    }

    /// Bytes of rings that were given back before they were read here: they were in a file by then, or nobody
    /// has them.
    public long missedBytes() {
        return missedBytesOfGone
                + producers.stream().mapToLong(FollowedProducer::missedBytes).sum();
    }

    /// Rows that could not be shown.
    public long refusedRows() {
        return refusedRowsOfGone
                + producers.stream().mapToLong(FollowedProducer::refusedRows).sum();
    }

    private void scan() throws IOException {
        final boolean looksAtFolders = mayHaveChanged();
        for (int i = producers.size() - 1; i >= 0; i--) {
            final FollowedProducer producer = producers.get(i);
            if (producer.isGone(looksAtFolders)) {
                readToItsEnd(producer);
                producers.remove(i);
                leaving.add(producer);
            }
        }
        if (looksAtFolders) {
            attachNew();
        }
        if (isPassRequested) {
            isPassRequested = false;
            producers.forEach(FollowedProducer::beginPass);
        }
    }

    /// What nobody owned when its producer left is still there, in files without a name.
    private void readToItsEnd(final FollowedProducer producer) {
        producer.beginPass();
        while (!producer.hasPassed()) {
            producer.poll();
        }
        missedBytesOfGone += producer.missedBytes();
        refusedRowsOfGone += producer.refusedRows();
        producer.close();
    }

    private boolean mayHaveChanged() throws IOException {
        final FileTime changed = Files.getLastModifiedTime(directory.path());
        final boolean mayHave = isPassRequested || !changed.equals(lastChanged) || scansUntilListing-- <= 0;
        if (mayHave) {
            lastChanged = changed;
            scansUntilListing = LISTING_INTERVAL_SCANS;
        }
        return mayHave;
    }

    private void attachNew() throws IOException {
        refusedFolders.removeIf(folder -> !Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(directory.path(), ProducerFiles.FOLDER_PREFIX + "*")) {
            for (final Path folder : folders) {
                if (!refusedFolders.contains(folder)
                        && producers.stream().noneMatch(one -> one.folder().equals(folder))) {
                    attach(folder);
                }
            }
        }
    }

    private void attach(final Path folder) {
        try {
            producers.add(FollowedProducer.attach(folder, overlay, listener));
        } catch (final NoSuchFileException isGoing) {
            // Its files are being removed just now
        } catch (final IOException | RuntimeException | InternalError notAProducer) {
            if (!FollowedProducer.isBeingRemoved(folder)) {
                refusedFolders.add(folder);
                listener.producerCutOff(folder.toString(), new IOException(notAProducer));
            }
        }
    }

    /// Lets go of all rings; what was read of them stays in the overlay.
    @Override
    public void close() {
        producers.forEach(FollowedProducer::close);
        producers.clear();
        leaving.clear();
    }
}
