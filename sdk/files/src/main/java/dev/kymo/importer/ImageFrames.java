package dev.kymo.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The frames of a folder of numbered images: the last number in a name says which frame it is. Numbers with a
/// decimal point are seconds since the Unix epoch, as TUM's data sets have them.
///
/// @param frames in order of their numbers
/// @param timed whether numbers are times
record ImageFrames(List<Frame> frames, boolean timed) {
    /// @param key the number, or nanoseconds since the Unix epoch
    /// @param image null when there is only depth
    /// @param depth null when there is only the image
    record Frame(long key, @Nullable Path image, @Nullable Path depth) {}

    private static final List<String> IMAGE_FOLDERS = List.of("image", "images", "rgb", "color", "colour");
    private static final List<String> DEPTH_FOLDERS = List.of("depth", "depths");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");
    /// Image and depth of one moment are not further apart; TUM's own tools use the same.
    private static final long NEAR_NS = 20_000_000;

    /// The frames of `folder`, none when it has no images.
    static ImageFrames find(final Path folder) throws IOException {
        final Path imageFolder = subfolder(folder, IMAGE_FOLDERS);
        final Path depthFolder = subfolder(folder, DEPTH_FOLDERS);
        final List<Path> images =
                imageFolder != null ? images(imageFolder) : depthFolder == null ? images(folder) : List.of();
        final List<Path> depths = depthFolder == null ? List.of() : images(depthFolder);
        final boolean timed = !images.isEmpty() && images.stream().allMatch(ImageFrames::isTimed);
        final TreeMap<Long, Path> imagesByKey = byKey(images, timed);
        final TreeMap<Long, Path> depthsByKey = byKey(depths, timed);
        return new ImageFrames(timed ? matchTimes(imagesByKey, depthsByKey) : match(imagesByKey, depthsByKey), timed);
    }

    private static @Nullable Path subfolder(final Path folder, final List<String> names) {
        for (final String name : names) {
            final Path candidate = folder.resolve(name);
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static List<Path> images(final Path folder) throws IOException {
        return SourceFile.list(folder).stream().filter(ImageFrames::isImage).toList();
    }

    private static boolean isImage(final Path file) {
        final String name = SourceFile.name(file).toLowerCase(Locale.ROOT);
        return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
    }

    private static @Nullable String number(final Path file) {
        final Matcher matcher = NUMBER.matcher(SourceFile.stem(file));
        String last = null;
        while (matcher.find()) {
            last = matcher.group();
        }
        return last;
    }

    private static boolean isTimed(final Path file) {
        final String number = number(file);
        return number != null && number.contains(".");
    }

    private static TreeMap<Long, Path> byKey(final List<Path> files, final boolean timed) throws ImportException {
        final TreeMap<Long, Path> byKey = new TreeMap<>();
        for (final Path file : files) {
            final String number = number(file);
            final Long key = number == null ? null : timed ? Trajectory.nanos(number) : whole(number);
            if (key == null) {
                throw new ImportException(
                        file,
                        "name: expected " + (timed ? "a time in seconds" : "a frame number") + ", found "
                                + (number == null ? "no number" : number));
            }
            final Path other = byKey.put(key, file);
            if (other != null) {
                throw new ImportException(file, "name: expected a number of its own, found that of " + other);
            }
        }
        return byKey;
    }

    private static @Nullable Long whole(final String number) {
        return number.contains(".") ? null : Long.valueOf(number);
    }

    private static List<Frame> match(final Map<Long, Path> images, final Map<Long, Path> depths) {
        final TreeSet<Long> keys = new TreeSet<>(images.keySet());
        keys.addAll(depths.keySet());
        final List<Frame> frames = new ArrayList<>();
        for (final Long key : keys) {
            frames.add(new Frame(key, images.get(key), depths.get(key)));
        }
        return frames;
    }

    /// Each image with the nearest depth, if that is near; depths that no image takes are left out.
    private static List<Frame> matchTimes(final Map<Long, Path> images, final TreeMap<Long, Path> depths) {
        final List<Frame> frames = new ArrayList<>();
        images.forEach((time, image) -> {
            final Map.Entry<Long, Path> before = depths.floorEntry(time);
            final Map.Entry<Long, Path> after = depths.ceilingEntry(time);
            Map.Entry<Long, Path> nearest = before == null ? after : before;
            if (before != null && after != null && after.getKey() - time < time - before.getKey()) {
                nearest = after;
            }
            final boolean near = nearest != null && Math.abs(nearest.getKey() - time) <= NEAR_NS;
            frames.add(new Frame(time, image, near ? nearest.getValue() : null));
        });
        return frames;
    }
}
