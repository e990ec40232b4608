package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A recording that goes on from file to file: `name.0000.rrd`, `name.0001.rrd` and so on. Each is closed with its
/// footer when it has reached a size, and stands alone: it repeats the stores and the static values that hold. Opened
/// together they are the one recording; what they repeat counts once. The oldest may be deleted when they have grown
/// old.
///
/// One thread at a time.
public final class RrdSeries implements AutoCloseable {
    private static final String SUFFIX = ".rrd";
    private static final int DIGITS = 4;
    /// What is repeated may be as large as a file should be: so much of it comes from other data all the same.
    private static final int LEAST_FRACTION = 4;

    private final Path name;
    private final Options options;
    private final Deque<Closed> closedFiles = new ArrayDeque<>();
    private Entrance entrance = _ -> {};
    private RrdWriter writer;
    private long number;
    private long lastAppendNs = System.nanoTime();
    /// Bytes of the present file that repeat what others have.
    private long repeatedBytes;

    private long repeatedRows;
    private long closedBytes;
    private long closedRows;
    private boolean mayGoOn = true;
    private @Nullable RrdException failure;

    /// @param splitBytes the size at which a file is closed and the next begun, with the chunk that reaches it
    /// @param keepLast files whose newest chunk is older are deleted, oldest first; null for none
    public record Options(
            RrdWriterOptions writing,
            long splitBytes,
            @Nullable Duration keepLast) {
        public Options {
            if (splitBytes < 1 || (keepLast != null && (keepLast.isNegative() || keepLast.isZero()))) {
                throw new IllegalArgumentException("splitBytes=" + splitBytes + ", keepLast=" + keepLast);
            }
        }
    }

    /// Is told of a file that the series goes on in, when it is there and before a chunk is in it.
    @FunctionalInterface
    public interface Entrance {
        /// @throws IOException when the series must not go on there: it ends
        void enters(Path file) throws IOException;
    }

    /// A file that is complete.
    ///
    /// @param newestNs when its last chunk came, by `System.nanoTime`; not after that
    private record Closed(Path file, long newestNs) {}

    private RrdSeries(final Path name, final Options options, final RrdWriter writer, final long number) {
        this.name = name;
        this.options = options;
        this.writer = writer;
        this.number = number;
    }

    /// Begins a series.
    ///
    /// @param name `run.rrd` for files `run.0000.rrd` and so on
    /// @throws FileAlreadyExistsException when a file of it is there and `options` keep it
    public static RrdSeries create(final Path name, final Options options) throws IOException {
        for (final Path file : files(name)) {
            if (!options.writing.overwrite()) {
                throw new FileAlreadyExistsException(file.toString(), null, "the file is there already");
            }
            AppendFile.delete(file);
        }
        return new RrdSeries(name, options, RrdWriter.create(file(name, 0), options.writing), 0);
    }

    /// Goes on with a series: in its last file, as [RrdWriter#reopen] does.
    ///
    /// @throws NoSuchFileException when there is no file of it
    public static RrdSeries resume(final Path name, final Options options) throws IOException {
        final Map<Long, Path> numbered = numbered(name);
        if (numbered.isEmpty()) {
            throw new NoSuchFileException(file(name, 0).toString());
        }
        final List<Long> numbers = List.copyOf(numbered.keySet());
        final long last = numbers.getLast();
        final RrdWriter writer = RrdWriter.reopen(numbered.get(last), options.writing);
        final RrdSeries series = new RrdSeries(name, options, writer, last);
        try {
            for (final long number : numbers.subList(0, numbers.size() - 1)) {
                final Path file = numbered.get(number);
                final long ageMs = System.currentTimeMillis()
                        - Files.getLastModifiedTime(file).toMillis();
                series.closedFiles.add(new Closed(file, System.nanoTime() - Math.max(0, ageMs) * 1_000_000L));
                series.closedBytes += Files.size(file);
            }
            if (!series.closedFiles.isEmpty()) {
                // Its writer may have died over that
                series.repeatStatics(series.closedFiles.getLast().file);
            }
            return series;
        } catch (final IOException | RuntimeException | Error e) {
            writer.close();
            throw e;
        }
    }

    /// The name of a file of the series.
    public static Path file(final Path name, final long number) {
        final String text = String.valueOf(name.getFileName());
        final String stem = text.endsWith(SUFFIX) ? text.substring(0, text.length() - SUFFIX.length()) : text;
        return name.resolveSibling(String.format(Locale.ROOT, "%s.%0" + DIGITS + "d%s", stem, number, SUFFIX));
    }

    /// The files of a series that are there, oldest first.
    public static List<Path> files(final Path name) throws IOException {
        return List.copyOf(numbered(name).values());
    }

    private static Map<Long, Path> numbered(final Path name) throws IOException {
        final String text = String.valueOf(name.getFileName());
        final String stem = text.endsWith(SUFFIX) ? text.substring(0, text.length() - SUFFIX.length()) : text;
        final Pattern form =
                Pattern.compile(Pattern.quote(stem) + "\\.(\\d{" + DIGITS + ",18})" + Pattern.quote(SUFFIX));
        final Map<Long, Path> found = new TreeMap<>();
        final Path folder = name.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (final Path path : paths) {
                final Matcher matcher = form.matcher(String.valueOf(path.getFileName()));
                if (matcher.matches() && Files.isRegularFile(path)) {
                    found.put(Long.parseLong(matcher.group(1)), name.resolveSibling(path.getFileName()));
                }
            }
        }
        return found;
    }

    /// Has `newEntrance` told of every file from the next on.
    public void tell(final Entrance newEntrance) {
        entrance = newEntrance;
    }

    /// The file that is written now.
    public RrdWriter writer() {
        return writer;
    }

    /// Bytes of all files that are there.
    public long sizeBytes() {
        return closedBytes + writer.sizeBytes();
    }

    /// Rows in the files written since this was made, and those that the first of them had; repeated ones not counted.
    public long rowCount() {
        return closedRows + writer.rowCount() - repeatedRows;
    }

    /// Why the series takes no more chunks, whatever is tried; null while it does.
    public @Nullable RrdException failure() {
        return failure == null ? writer.failure() : failure;
    }

    /// Files a chunk, in the next file when the present one has reached its size.
    ///
    /// @param chunk borrowed for the call
    /// @throws IOException as [RrdWriter#append], and when no next file can be made; then every later call says the
    ///     same
    public void append(final StoreId store, final Chunk chunk) throws IOException {
        if (failure != null) {
            throw failure;
        }
        final long ownBytes = writer.sizeBytes() - repeatedBytes;
        if (mayGoOn && writer.sizeBytes() >= options.splitBytes && ownBytes >= options.splitBytes / LEAST_FRACTION) {
            goOn();
        }
        writer.append(store, chunk);
        lastAppendNs = System.nanoTime();
    }

    /// From now on all goes into the present file, whatever its size.
    public void endSplitting() {
        mayGoOn = false;
    }

    private void goOn() throws RrdException {
        final RrdWriter full = writer;
        try {
            full.close();
            closedFiles.add(new Closed(full.path(), lastAppendNs));
            closedBytes += Files.size(full.path());
            closedRows += full.rowCount() - repeatedRows;
            repeatedRows = 0;
            repeatedBytes = 0;
            number++;
            writer = RrdWriter.create(file(name, number), options.writing.withOverwrite(false));
            entrance.enters(writer.path());
            repeatStatics(full.path());
        } catch (final IOException e) {
            failure = e instanceof final RrdException known
                    ? known
                    : RrdException.ofWhole(
                            file(name, number), "the recording can't go on in the next file: " + e.getMessage(), e);
            throw failure;
        }
        deleteOld();
    }

    private void repeatStatics(final Path before) throws IOException {
        final long sizeBefore = writer.sizeBytes();
        try (RrdFile file = RrdFile.open(before)) {
            repeatedRows += StaticData.repeat(file, writer);
        }
        repeatedBytes += writer.sizeBytes() - sizeBefore;
    }

    /// Deletes the files that are too old to be kept, with what was made of them beside them (indexes, levels of
    /// detail); never the present one.
    ///
    /// @throws RrdException when one can't be deleted; it is not tried again
    public void deleteOld() throws RrdException {
        final Duration kept = options.keepLast;
        while (kept != null
                && !closedFiles.isEmpty()
                && System.nanoTime() - closedFiles.getFirst().newestNs > kept.toNanos()) {
            final Path old = closedFiles.removeFirst().file;
            try {
                final long bytes = Files.exists(old) ? Files.size(old) : 0;
                Files.deleteIfExists(old);
                closedBytes -= bytes;
                SideFiles.deleteOf(old);
            } catch (final IOException e) {
                throw RrdException.ofWhole(old, "can't be deleted: " + e.getMessage(), e);
            }
        }
    }

    /// How many [#present] has.
    public int fileCount() {
        return closedFiles.size() + 1;
    }

    /// The files of the series that are complete and not deleted, oldest first, and the present one.
    public List<Path> present() {
        final List<Path> all = new ArrayList<>();
        closedFiles.forEach(closed -> all.add(closed.file));
        all.add(writer.path());
        return all;
    }

    /// Writes the footer of the present file.
    @Override
    public void close() throws IOException {
        writer.close();
    }
}
