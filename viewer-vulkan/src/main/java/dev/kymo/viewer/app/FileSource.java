package dev.kymo.viewer.app;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.view.CloudLevels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording's file, or files, for the window.
final class FileSource implements Recording {
    private static final int DAMAGES_MAX = 3;
    private static final long LOOK_INTERVAL_NS = 200_000_000L;

    private final String name;
    private final String origin;
    private final OpenedFiles files;
    private final RecordingStore store;
    private final List<String> warnings;
    private final CloudLevels.@Nullable Anchor cloudAnchor;
    /// Of the window's thread.
    private long nextLookNs = System.nanoTime();

    private FileSource(
            final String name,
            final String origin,
            final OpenedFiles files,
            final RecordingStore store,
            final List<String> warnings,
            final CloudLevels.@Nullable Anchor cloudAnchor) {
        this.name = name;
        this.origin = origin;
        this.files = files;
        this.store = store;
        this.warnings = List.copyOf(warnings);
        this.cloudAnchor = cloudAnchor;
    }

    /// @param paths several files are shown as one
    /// @param recordingId which recording, where there are several; null for the only one, or the first
    /// @param shownAs what the user opened, when it was imported, or is the first of several or a folder
    static FileSource open(
            final List<Path> paths, final @Nullable String recordingId, final Path shownAs, final IndexOptions options)
            throws IOException {
        final OpenedFiles files = OpenedFiles.open(paths, _ -> options);
        try {
            final List<RecordingStore> recordings = files.stores().all().stream()
                    .filter(each -> each.id().kind() == StoreKind.RECORDING)
                    .filter(each ->
                            recordingId == null || each.id().recordingId().equals(recordingId))
                    .toList();
            if (recordings.isEmpty()) {
                throw new IOException(
                        shownAs + ": no recording" + (recordingId == null ? " in it" : " with id " + recordingId));
            }
            final List<String> warnings = damages(files.damages());
            if (recordings.size() > 1) {
                warnings.add("has " + recordings.size() + " recordings, shown is "
                        + recordings.getFirst().id().recordingId() + "; choose with --recording");
            }
            return new FileSource(
                    String.valueOf(shownAs.getFileName()),
                    shownAs.toAbsolutePath().toString(),
                    files,
                    recordings.getFirst(),
                    warnings,
                    anchor(paths, shownAs, options));
        } catch (final IOException | RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    /// The recording itself, all of its files, or what it was imported from a moment ago.
    private static CloudLevels.@Nullable Anchor anchor(
            final List<Path> paths, final Path shownAs, final IndexOptions options) {
        final boolean isImported =
                paths.size() == 1 && !shownAs.equals(paths.getFirst()) && Files.isRegularFile(shownAs);
        final List<Path> files = isImported ? List.of(shownAs) : paths;
        return files.stream().allMatch(Files::isRegularFile)
                ? CloudLevels.Anchor.within(
                        files,
                        !isImported,
                        options.limitsProcess() ? (Long) options.memoryLimitBytes() : null,
                        options.cacheFolder())
                : null;
    }

    private static List<String> damages(final List<OpenedFiles.Damage> problems) {
        final List<String> said = new ArrayList<>();
        problems.stream()
                .limit(DAMAGES_MAX)
                .map(damage -> damage.problem().toString())
                .forEach(said::add);
        if (problems.size() > DAMAGES_MAX) {
            said.add("and " + (problems.size() - DAMAGES_MAX) + " more damaged places");
        }
        if (!said.isEmpty()) {
            said.add(said.removeLast() + ". All that is whole is shown; kymo rrd repair makes a whole file of it");
        }
        return said;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public RecordingStore store() {
        return store;
    }

    @Override
    public long generation() {
        return 0;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public CloudLevels.@Nullable Anchor cloudAnchor() {
        return cloudAnchor;
    }

    @Override
    public @Nullable String lost() {
        final long nowNs = System.nanoTime();
        if (nowNs - nextLookNs < 0) {
            return null;
        }
        nextLookNs = nowNs + LOOK_INTERVAL_NS;
        return files.cut();
    }

    @Override
    public RuntimeException explain(final InternalError fault) {
        return files.explain(fault);
    }

    @Override
    public void close() {
        files.close();
    }
}
