package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.ViewerState.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the user has made of the window, from one start to the next: of every application where its views are,
/// and which sides are folded away. Not being able to keep it is no reason to stop looking at data.
public final class KeptLayouts {
    private static final int NAME_MAX = 48;
    private static final int HASH_BYTES = 6;
    private static final long SIZE_MAX = 1 << 20;
    private static final String SIDES = "folded.txt";

    private final @Nullable Path folder;

    /// @param folder one file per application goes there; null to keep nothing
    public KeptLayouts(final @Nullable Path folder) {
        this.folder = folder;
    }

    Optional<KeptLayout> load(final String application) {
        return read(name(application)).flatMap(KeptLayout::parse);
    }

    void save(final String application, final KeptLayout layout) {
        write(name(application), layout.text());
    }

    void remove(final String application) {
        if (folder != null) {
            try {
                Files.deleteIfExists(folder.resolve(name(application)));
            } catch (final IOException e) {
                // the next change writes over it
                return;
            }
        }
    }

    Set<Side> folded() {
        final Set<Side> sides = EnumSet.noneOf(Side.class);
        read(SIDES).ifPresent(text -> {
            for (final Side side : Side.values()) {
                if (text.lines().anyMatch(side.name()::equals)) {
                    sides.add(side);
                }
            }
        });
        return sides;
    }

    void saveFolded(final Set<Side> sides) {
        final StringBuilder text = new StringBuilder();
        sides.stream().sorted().forEach(side -> text.append(side.name()).append('\n'));
        write(SIDES, text.toString());
    }

    /// An id can be any text: what a file's name can't hold is told apart by a hash.
    private static String name(final String application) {
        final String plain = application.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
        try {
            final byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(application.getBytes(StandardCharsets.UTF_8));
            return plain.substring(0, Math.min(NAME_MAX, plain.length())) + "-"
                    + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + ".layout";
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Optional<String> read(final String name) {
        if (folder == null) {
            return Optional.empty();
        }
        final Path file = folder.resolve(name);
        try {
            return Files.isRegularFile(file) && Files.size(file) <= SIZE_MAX
                    ? Optional.of(Files.readString(file))
                    : Optional.empty();
        } catch (final IOException e) {
            // As if nothing had been kept: the default is shown.
            return Optional.empty();
        }
    }

    private void write(final String name, final String text) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            final Path partial = Files.createTempFile(folder, name, ".partial");
            Files.writeString(partial, text);
            Files.move(
                    partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            // The layout stays as it is on the screen; the next start has the one kept before.
            return;
        }
    }
}
