package dev.kymo.importer;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A file mapped read-only. The mapping belongs to the arena it was opened with.
///
/// @param path for messages
/// @param bytes all of the file
record SourceFile(Path path, MemorySegment bytes) {
    /// How much of a file importers look at to know it.
    static final int HEAD_BYTES = 4096;

    /// Maps `path`.
    ///
    /// @throws ImportException when it is not there, not a regular file (a pipe would block) or can't be read
    static SourceFile open(final Path path, final Arena arena) throws IOException {
        try (FileChannel channel = openChannel(path)) {
            return new SourceFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    /// The first bytes of a file, at most [#HEAD_BYTES].
    static byte[] head(final Path path) throws IOException {
        try (FileChannel channel = openChannel(path)) {
            final ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, channel.size()));
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // read until full or the end
            }
            return java.util.Arrays.copyOf(buffer.array(), buffer.position());
        } catch (final ImportException e) {
            throw e;
        } catch (final IOException e) {
            throw new ImportException(path, "can't be read: " + e.getMessage(), e);
        }
    }

    private static FileChannel openChannel(final Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new ImportException(path, "no such file");
        }
        if (Files.isDirectory(path)) {
            throw new ImportException(path, "expected a file, found a folder");
        }
        if (!Files.isRegularFile(path)) {
            throw new ImportException(path, "expected a regular file, found something else (a pipe or a device)");
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (final AccessDeniedException e) {
            throw new ImportException(path, "may not be read: permission denied", e);
        } catch (final NoSuchFileException e) {
            throw new ImportException(path, "no such file", e);
        }
    }

    /// The files in a folder (not those in its folders), in natural order of their names.
    ///
    /// @throws ImportException when it can't be read
    static List<Path> list(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(SourceFile::name, SourceFile::naturally))
                    .toList();
        } catch (final AccessDeniedException e) {
            throw new ImportException(folder, "may not be read: permission denied", e);
        } catch (final NotDirectoryException | NoSuchFileException e) {
            throw new ImportException(folder, "no such folder", e);
        }
    }

    /// The last part of a path; empty for a root.
    static String name(final Path path) {
        final Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? "" : name.toString();
    }

    /// A file's name without what follows its last dot.
    static String stem(final Path path) {
        final String name = name(path);
        final int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /// Compares texts so that runs of digits count as numbers: `f2` comes before `f10`.
    static int naturally(final String a, final String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
                final int endA = endOfDigits(a, i);
                final int endB = endOfDigits(b, j);
                final int byNumber = compareDigits(a.substring(i, endA), b.substring(j, endB));
                if (byNumber != 0) {
                    return byNumber;
                }
                i = endA;
                j = endB;
            } else if (a.charAt(i) != b.charAt(j)) {
                return Character.compare(a.charAt(i), b.charAt(j));
            } else {
                i++;
                j++;
            }
        }
        final int byLength = Integer.compare(a.length() - i, b.length() - j);
        return byLength != 0 ? byLength : a.compareTo(b);
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfDigits(final String text, final int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int compareDigits(final String a, final String b) {
        final String left = a.replaceFirst("^0+", "");
        final String right = b.replaceFirst("^0+", "");
        final int byLength = Integer.compare(left.length(), right.length());
        return byLength != 0 ? byLength : left.compareTo(right);
    }

    long sizeBytes() {
        return bytes.byteSize();
    }

    /// Fails unless `length` bytes are there at `offset`.
    void require(final long offset, final long length, final String what) throws ImportException {
        if (offset < 0 || length < 0 || offset > sizeBytes() - length) {
            throw new ImportException(
                    path,
                    Math.clamp(offset, 0, sizeBytes()),
                    what,
                    length + " bytes",
                    Math.max(0, sizeBytes() - Math.max(0, offset)) + " (the file has " + sizeBytes() + " bytes)");
        }
    }

    ImportException error(final long offset, final String what, final Object expected, final Object found) {
        return new ImportException(path, offset, what, expected, found);
    }

    int u8(final long offset) {
        return bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    int u16(final long offset) {
        return bytes.get(Layouts.SHORT, offset) & 0xffff;
    }

    long u32(final long offset) {
        return bytes.get(Layouts.INT, offset) & 0xffff_ffffL;
    }

    long i64(final long offset) {
        return bytes.get(Layouts.LONG, offset);
    }

    double f64(final long offset) {
        return bytes.get(Layouts.DOUBLE, offset);
    }

    /// Text of up to `length` bytes, ended by a zero byte if it is shorter. Bytes that are no UTF-8 become U+FFFD.
    String text(final long offset, final int length) {
        int end = 0;
        while (end < length && u8(offset + end) != 0) {
            end++;
        }
        final byte[] copy = bytes.asSlice(offset, end).toArray(ValueLayout.JAVA_BYTE);
        return new String(copy, StandardCharsets.UTF_8);
    }
}
