package dev.kymo.viewer.ui.panel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The recordings that were opened last, kept from one start to the next.
public final class RecentFiles {
    private static final int MAX = 10;

    private final @Nullable Path kept;
    private final List<Path> files = new ArrayList<>();

    /// @param kept a text file, one path per line; null to keep nothing
    public RecentFiles(final @Nullable Path kept) {
        this.kept = kept;
        if (kept != null && Files.isReadable(kept)) {
            try {
                Files.readAllLines(kept).stream().limit(MAX).forEach(this::read);
            } catch (final IOException e) {
                // A list that can't be read is as good as none.
                files.clear();
            }
        }
    }

    private void read(final String line) {
        try {
            files.add(Path.of(line));
        } catch (final InvalidPathException e) {
            // left out: somebody else has written there
            return;
        }
    }

    /// The newest first.
    public List<Path> files() {
        return List.copyOf(files);
    }

    public void add(final Path file) {
        final Path absolute = file.toAbsolutePath().normalize();
        files.remove(absolute);
        files.addFirst(absolute);
        while (files.size() > MAX) {
            files.removeLast();
        }
        final Path target = kept;
        if (target == null) {
            return;
        }
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
            Files.write(target, files.stream().map(Path::toString).toList());
        } catch (final IOException e) {
            // The list is a convenience: not being able to keep it must not get in the way of opening.
            return;
        }
    }
}
