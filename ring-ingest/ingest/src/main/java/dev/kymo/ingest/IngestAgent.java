package dev.kymo.ingest;

import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/// Owns the rings of a user: finds producers as they come and go, drains each into one sink, and clears away
/// what dead ones leave behind. Only one can do so per folder; the kernel's lock on `recorder.lock` says who.
///
/// [#doWork] and [#onClose] belong to one thread, such as [IngestRunner]'s; the rest may be called by any.
public final class IngestAgent implements Agent {
    private static final long SCAN_INTERVAL_NS = 20_000_000;
    private static final int LISTING_INTERVAL_SCANS = 10;
    private static final int ORPHANS_INTERVAL_SCANS = 100;
    /// How old an unfinished folder is at least before its lock is tried: its program has that long between
    /// making it and locking it before it has to make another.
    private static final Duration ABANDONED_AGE = Duration.ofSeconds(2);
    /// How long those who follow recordings have at least to find one in the list.
    private static final long FOLLOWERS_TIME_NS = 10_000_000_000L;
    private static final AttachedProducer[] NONE = {};

    private final ShmDirectory directory;
    private final OwnerSeat seat;
    private final IngestConfig config;
    private final RowSink sink;
    private final IngestListener listener;
    private final RecordingList recordings;
    private final SpillOrphans orphans;
    private final RowLatencies latencies = new RowLatencies();
    /// Folders that are no producers: named once, not tried again.
    private final Set<Path> refusedFolders = new HashSet<>();

    private volatile AttachedProducer[] producers = NONE;
    private FileTime lastChanged = FileTime.fromMillis(0);
    private int scansUntilListing;
    private int scansUntilOrphans;
    private long nextScanNs = System.nanoTime();
    private boolean isLeaving;
    /// The recording that is named in the list; null for a sink that files nothing.
    private @Nullable Path recording;

    /// Recordings of recorders before this one.
    private List<Path> formerRecordings = List.of();
    /// Recordings of this one, oldest first.
    private final ArrayDeque<EarlierRecording> earlierRecordings = new ArrayDeque<>();

    private IngestAgent(
            final ShmDirectory directory,
            final OwnerSeat seat,
            final IngestConfig config,
            final RowSink sink,
            final IngestListener listener) {
        this.directory = directory;
        this.seat = seat;
        this.config = config;
        this.sink = sink;
        this.listener = listener;
        recordings = new RecordingList(directory);
        orphans = new SpillOrphans(directory, config.spillDirectory(), sink, listener);
    }

    /// Takes the folder's lock, for a recorder: a viewer that has it is asked to leave, and waited for. Rows flow
    /// as soon as [#doWork] is called.
    ///
    /// @param sink gets all rows, on the thread that calls [#doWork]
    /// @throws IOException when another recorder owns the folder (it is named), or the folder is not safe to
    ///     use
    public static IngestAgent open(final IngestConfig config, final RowSink sink, final IngestListener listener)
            throws IOException {
        final ShmDirectory directory = ShmDirectory.open(config.directory());
        return new IngestAgent(directory, OwnerSeat.takeForRecorder(directory), config, sink, listener);
    }

    /// Takes the folder's lock for a viewer, which owns the rings while nobody records, so that they do not
    /// fill: it leaves when [#isWanted]. What was promised to a recorder is not given back, whatever the sink
    /// says.
    ///
    /// @return null when somebody owns the folder, or a recorder waits for it
    public static @Nullable IngestAgent tryOpenForViewer(
            final IngestConfig config, final RowSink sink, final IngestListener listener) throws IOException {
        final ShmDirectory directory = ShmDirectory.open(config.directory());
        final OwnerSeat seat = OwnerSeat.tryTakeForViewer(directory);
        return seat == null ? null : new IngestAgent(directory, seat, config, sink, listener);
    }

    /// Whether a recorder waits for this viewer to leave.
    public boolean isWanted() throws IOException {
        return OwnerSeat.isWanted(directory);
    }

    /// Attaches the producers that are there, and tells the ids of all rows in their rings and journals: those
    /// among them that a recorder has filed before it died must not be filed again. Before the first
    /// [#doWork].
    ///
    /// @return a set that is bounded by what the rings hold
    public RowIdSet waitingRowIds() throws IOException {
        scanFolders();
        final RowIdSet ids = new RowIdSet();
        for (final AttachedProducer producer : producers) {
            producer.addWaiting(ids);
        }
        orphans.scan();
        orphans.addWaiting(ids);
        return ids;
    }

    /// The recordings of recorders that died, where rows that wait in rings may have been filed.
    public List<Path> formerRecordings() throws IOException {
        return recordings.read();
    }

    /// Remembers, for a recorder to come should this one die, where rows are filed. Before the first
    /// [#doWork].
    public void recordTo(final Path file) throws IOException {
        final Path absolute = file.toAbsolutePath().normalize();
        final Set<Path> all = new LinkedHashSet<>(recordings.read());
        all.remove(absolute);
        formerRecordings = List.copyOf(all);
        recording = absolute;
        writeRecordings();
    }

    /// Remembers that rows are filed in another file from now on. The one before stays listed as long as a row
    /// waits that may be in it. On the thread of [#doWork], before the first row is filed there.
    public void continueIn(final Path file) throws IOException {
        final Path before = Objects.requireNonNull(recording, "recordTo comes first");
        final AttachedProducer[] attached = producers;
        earlierRecordings.add(new EarlierRecording(
                before,
                System.nanoTime(),
                attached,
                Arrays.stream(attached)
                        .mapToLong(AttachedProducer::takenPosition)
                        .toArray()));
        recording = file.toAbsolutePath().normalize();
        writeRecordings();
    }

    private void writeRecordings() throws IOException {
        final Set<Path> all = new LinkedHashSet<>(formerRecordings);
        earlierRecordings.forEach(earlier -> all.add(earlier.file));
        if (recording != null) {
            all.remove(recording);
            all.add(recording);
        }
        recordings.write(List.copyOf(all));
    }

    /// Where rows were filed before.
    ///
    /// @param untilNs when that ended
    /// @param positions how far the rings of `producers` had been read then
    private record EarlierRecording(Path file, long untilNs, AttachedProducer[] producers, long[] positions) {
        boolean matters() {
            for (int i = 0; i < producers.length; i++) {
                if (!producers[i].hasGivenBackTo(positions[i])) {
                    return true;
                }
            }
            return System.nanoTime() - untilNs < FOLLOWERS_TIME_NS;
        }
    }

    /// When no ring holds a row from before this recorder's time, no recording of that matters; nor does one of its
    /// own when all is given back that can be in it.
    private void forgetRecordings() throws IOException {
        boolean forgets = false;
        if (!formerRecordings.isEmpty() && holdsNothingOfFormer()) {
            formerRecordings = List.of();
            forgets = true;
        }
        while (!earlierRecordings.isEmpty()
                && orphans.holdsNothing()
                && !earlierRecordings.getFirst().matters()) {
            earlierRecordings.removeFirst();
            forgets = true;
        }
        if (forgets) {
            writeRecordings();
        }
    }

    private boolean holdsNothingOfFormer() {
        for (final AttachedProducer producer : producers) {
            if (!producer.hasGivenBackWhatItFound()) {
                return false;
            }
        }
        return orphans.hasGivenBackWhatItFound();
    }

    @Override
    public String roleName() {
        return "kymo-ingest";
    }

    /// Takes rows, bounded per producer so that none starves the others.
    ///
    /// @return how many rows
    @Override
    public int doWork() throws IOException {
        try {
            return work();
        } catch (final InternalError fault) {
            cutOffFor(fault);
            return 0;
        }
    }

    private int work() throws IOException {
        int rows = 0;
        if (System.nanoTime() - nextScanNs >= 0) {
            // Before the scan: should that fail, rows are taken all the same until the next
            nextScanNs = System.nanoTime() + SCAN_INTERVAL_NS;
            scan();
        }
        final AttachedProducer[] attached = producers;
        for (final AttachedProducer producer : attached) {
            rows += producer.poll();
        }
        rows += orphans.poll();
        sink.tick();
        return rows;
    }

    /// The JVM may report a page that is gone late, in whatever this thread does then: its producer is looked for.
    /// What is met while cutting off one whose files were not known to be cut may be reported in there, once more.
    private void cutOffFor(final InternalError fault) {
        try {
            findCulprit(fault);
        } catch (final InternalError late) {
            findCulprit(late);
        }
    }

    private void findCulprit(final InternalError fault) {
        boolean isExplained = false;
        for (final AttachedProducer producer : producers) {
            isExplained |= producer.isCutOffFor(fault);
        }
        if (!isExplained) {
            listener.failed(fault);
        }
    }

    private void scan() throws IOException {
        final AttachedProducer[] attached = producers;
        for (final AttachedProducer producer : attached) {
            if (producer.check()) {
                remove(producer);
                scansUntilOrphans = 0;
            }
        }
        if (scansUntilOrphans-- <= 0) {
            scansUntilOrphans = ORPHANS_INTERVAL_SCANS;
            orphans.scan();
        }
        if (mayHaveChanged()) {
            scanFolders();
        }
        forgetRecordings();
    }

    /// Listing a folder costs ten times what asking for its time does. Two changes within one tick of the
    /// kernel's clock look like one, so the folder is listed now and then anyway.
    private boolean mayHaveChanged() throws IOException {
        final FileTime changed = Files.getLastModifiedTime(directory.path());
        final boolean mayHave = !changed.equals(lastChanged) || scansUntilListing-- == 0;
        if (mayHave) {
            lastChanged = changed;
            scansUntilListing = LISTING_INTERVAL_SCANS;
        }
        return mayHave;
    }

    private void scanFolders() throws IOException {
        refusedFolders.removeIf(folder -> !Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory.path())) {
            for (final Path folder : folders) {
                final String name = folder.getFileName().toString();
                if (name.startsWith(ProducerFiles.FOLDER_PREFIX)) {
                    attach(folder);
                } else if (name.startsWith(ProducerFiles.UNFINISHED_PREFIX)) {
                    removeAbandoned(folder);
                }
            }
        }
    }

    private void attach(final Path folder) throws IOException {
        if (refusedFolders.contains(folder) || find(folder) != null) {
            return;
        }
        try {
            final AttachedProducer producer =
                    AttachedProducer.attach(folder, sink, listener, latencies, seat.isViewers());
            if (producer != null) {
                final AttachedProducer[] longer = Arrays.copyOf(producers, producers.length + 1);
                longer[longer.length - 1] = producer;
                producers = longer;
            } else {
                finishRemoval(folder);
            }
        } catch (final NoSuchFileException isGoing) {
            finishRemoval(folder);
        } catch (final BadRecordException alreadyReported) {
            refusedFolders.add(folder);
        } catch (final IOException | RuntimeException | InternalError notAProducer) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                refusedFolders.add(folder);
                listener.producerCutOff(folder.toString(), new IOException(notAProducer));
            }
        }
    }

    private @Nullable AttachedProducer find(final Path folder) {
        for (final AttachedProducer producer : producers) {
            if (producer.folder().equals(folder)) {
                return producer;
            }
        }
        return null;
    }

    private void remove(final AttachedProducer gone) {
        final AttachedProducer[] attached = producers;
        final AttachedProducer[] shorter = new AttachedProducer[attached.length - 1];
        int at = 0;
        for (final AttachedProducer producer : attached) {
            if (!producer.equals(gone)) {
                shorter[at++] = producer;
            }
        }
        producers = shorter;
    }

    /// Somebody removes these files just now, unless it died over that.
    private static void finishRemoval(final Path folder) throws IOException {
        try {
            if (ProducerFiles.isBeingRemoved(folder)) {
                removeAbandoned(folder);
            }
        } catch (final NoSuchFileException removed) {
            // By whoever began
        }
    }

    /// A program that died while it was opening its ring leaves an unfinished folder with a free lock.
    private static void removeAbandoned(final Path folder) throws IOException {
        try {
            final Instant made = Files.getLastModifiedTime(folder).toInstant();
            if (made.plus(ABANDONED_AGE).isBefore(Instant.now())) {
                ProducerFiles.removeAbandoned(folder);
            }
        } catch (final NoSuchFileException finished) {
            // Its producer was slow, not dead
        }
    }

    /// Leaves: says so to all producers, takes what was committed before, and gives the folder's lock back.
    @Override
    public void onClose() {
        if (isLeaving) {
            return;
        }
        isLeaving = true;
        final long deadlineNs = System.nanoTime() + config.drainTimeout().toNanos();
        for (final AttachedProducer producer : producers) {
            producer.beginLeaving();
        }
        try (seat) {
            boolean holdsNothing = true;
            for (final AttachedProducer producer : producers) {
                finishLeaving(producer, deadlineNs);
                holdsNothing &= producer.holdsNothing();
            }
            holdsNothing &= orphans.leave(deadlineNs);
            if (holdsNothing && recording != null) {
                recordings.remove();
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void finishLeaving(final AttachedProducer producer, final long deadlineNs) throws IOException {
        try {
            producer.finishLeaving(deadlineNs);
        } catch (final InternalError fault) {
            cutOffFor(fault);
        }
    }

    /// The producers attached now, those that were cut off included.
    public List<ProducerStatistics> producers() {
        return Arrays.stream(producers).map(AttachedProducer::statistics).toList();
    }

    /// Nanoseconds from the making of a row to its being appended, of the rows since the last call. For one
    /// thread at a time.
    public Histogram takeLatencies() {
        return latencies.take();
    }
}
