package dev.kymo.ingest;

import dev.kymo.ring.SpillDescriptor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds spill segments by their names, `<pid>-<start>-<n>.spill`.
final class SpillFiles {
    private static final Pattern NAME =
            Pattern.compile("(\\d{1,10}-[0-9a-z]{1,13})-(\\d{1,9})" + Pattern.quote(SpillDescriptor.SEGMENT_SUFFIX));

    private SpillFiles() {}

    /// The segments in a folder: group, and the indexes that are there. None when there is no such folder.
    static SortedMap<String, SortedSet<Integer>> groups(final Path folder) throws IOException {
        final SortedMap<String, SortedSet<Integer>> groups = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SpillDescriptor.SEGMENT_SUFFIX)) {
            for (final Path file : files) {
                final Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    groups.computeIfAbsent(name.group(1), _ -> new TreeSet<>()).add(Integer.parseInt(name.group(2)));
                }
            }
        } catch (final NoSuchFileException none) {
            return groups;
        }
        return groups;
    }

    /// The segments of one group that are there.
    static SortedSet<Integer> indexes(final Path folder, final String group) throws IOException {
        return groups(folder).getOrDefault(group, new TreeSet<>());
    }

    static Path segment(final Path folder, final String group, final int index) {
        return folder.resolve(SpillDescriptor.segment(group, index));
    }
}
