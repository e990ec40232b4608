package dev.kymo.importer;

import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.ViewCoordinates;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Poses of a camera in the world: where it is and how it is turned, for each frame or time.
///
/// - Redwood: for each pose a line of three integers, then a 4×4 matrix, camera to world, row by row.
///   Format: http://redwood-data.org/indoor/fileformat.html
/// - TUM: `timestamp tx ty tz qx qy qz qw` on a line, `#` for comments.
///   Format: https://cvg.cit.tum.de/data/datasets/rgbd-dataset/file_formats
final class Trajectory {
    enum Format {
        REDWOOD,
        TUM
    }

    private static final int TUM_WORDS = 8;
    private static final int REDWOOD_WORDS = 3;
    private static final int MOST_POSES = 1 << 24;
    /// How far rows of a rotation may be from unit length and right angles: files have six to eight digits.
    private static final double ROTATION_TOLERANCE = 1e-2;
    /// Frames and poses further apart than this don't belong together; TUM's own tools use the same.
    private static final long NEAR_NS = 20_000_000;
    private static final Pattern TIMESTAMP = Pattern.compile("-?\\d{1,12}(\\.\\d{1,18})?");
    private static final int NANO_DIGITS = 9;
    /// So that the time between any two is a long.
    private static final BigDecimal GREATEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    private final Format format;
    private final List<Transform3D> poses = new ArrayList<>();
    private final List<Long> keys = new ArrayList<>();
    private final Map<Long, Integer> byKey = new HashMap<>();

    private Trajectory(final Format format) {
        this.format = format;
    }

    static Trajectory read(final Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return parse(SourceFile.open(path, arena));
        } catch (final InternalError e) {
            throw new ImportException(path, "became shorter, or could not be read on, while it was imported", e);
        }
    }

    /// A decimal number of seconds as nanoseconds; null when it is no such number, or beyond 146 years.
    static @Nullable Long nanos(final String seconds) {
        if (!TIMESTAMP.matcher(seconds).matches()) {
            return null;
        }
        final BigDecimal nanos =
                new BigDecimal(seconds).movePointRight(NANO_DIGITS).setScale(0, RoundingMode.HALF_UP);
        return nanos.abs().compareTo(GREATEST_NANOS) <= 0 ? nanos.longValueExact() : null;
    }

    int size() {
        return poses.size();
    }

    boolean hasTimes() {
        return format == Format.TUM;
    }

    /// The world's axes: Redwood's world is its first camera, TUM's comes from motion capture, with z up.
    ViewCoordinates worldAxes() {
        return format == Format.REDWOOD ? ViewCoordinates.RDF : ViewCoordinates.RIGHT_HAND_Z_UP;
    }

    /// The pose of a frame by its number, or null.
    @Nullable
    Transform3D atFrame(final long frame) {
        if (format == Format.REDWOOD && byKey.size() == poses.size()) {
            final Integer index = byKey.get(frame);
            return index == null ? null : poses.get(index);
        }
        return frame < 0 || frame >= poses.size() ? null : poses.get((int) frame);
    }

    /// The pose nearest to a time, or null when none is near.
    @Nullable
    Transform3D atTime(final long epochNs) {
        int nearest = -1;
        long least = NEAR_NS + 1;
        // Files are sorted in practice but need not be; a search would save little beside reading the images.
        for (int i = 0; i < keys.size(); i++) {
            final long apart = Math.abs(keys.get(i) - epochNs);
            if (apart < least) {
                least = apart;
                nearest = i;
            }
        }
        return nearest < 0 ? null : poses.get(nearest);
    }

    private static Trajectory parse(final SourceFile file) throws ImportException {
        final TextLines lines = new TextLines(file, 0);
        Trajectory trajectory = null;
        for (String line = lines.next(); line != null; line = lines.next()) {
            final String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            final String[] words = text.split("\\s+");
            if (trajectory == null) {
                trajectory = new Trajectory(words.length == TUM_WORDS ? Format.TUM : Format.REDWOOD);
            }
            if (trajectory.poses.size() == MOST_POSES) {
                throw file.error(lines.lineOffset(), "trajectory", "at most " + MOST_POSES + " poses", "more");
            }
            if (trajectory.format == Format.TUM) {
                trajectory.addTum(file, lines, words);
            } else {
                trajectory.addRedwood(file, lines, words);
            }
        }
        if (trajectory == null) {
            throw file.error(0, "trajectory", "poses (Redwood or TUM)", "none");
        }
        return trajectory;
    }

    private void addTum(final SourceFile file, final TextLines lines, final String... words) throws ImportException {
        final Long time = words.length == TUM_WORDS ? nanos(words[0]) : null;
        if (time == null) {
            throw file.error(lines.lineOffset(), "pose", "timestamp tx ty tz qx qy qz qw", String.join(" ", words));
        }
        final double[] values = new double[TUM_WORDS];
        for (int i = 1; i < TUM_WORDS; i++) {
            values[i] = lines.number(words[i], "pose");
        }
        final double norm = Math.sqrt(
                values[4] * values[4] + values[5] * values[5] + values[6] * values[6] + values[7] * values[7]);
        if (!(Math.abs(norm - 1) <= ROTATION_TOLERANCE)) {
            throw file.error(lines.lineOffset(), "quaternion", "one of length 1", "length " + norm);
        }
        add(
                time,
                Transform3D.fromPose(
                        new float[] {(float) values[1], (float) values[2], (float) values[3]}, new float[] {
                            (float) (values[4] / norm),
                            (float) (values[5] / norm),
                            (float) (values[6] / norm),
                            (float) (values[7] / norm)
                        }));
    }

    private void addRedwood(final SourceFile file, final TextLines lines, final String... words)
            throws ImportException {
        if (words.length != REDWOOD_WORDS) {
            throw file.error(
                    lines.lineOffset(),
                    "pose",
                    "three integers (Redwood) or timestamp tx ty tz qx qy qz qw (TUM)",
                    String.join(" ", words));
        }
        final long key = lines.integer(words[0], "first integer of a pose", Integer.MIN_VALUE, Integer.MAX_VALUE);
        final long at = lines.lineOffset();
        final float[] columns = new float[16];
        for (int row = 0; row < 4; row++) {
            final String line = lines.next();
            final String[] cells = line == null ? new String[0] : line.strip().split("\\s+");
            if (cells.length != 4) {
                throw file.error(
                        lines.lineOffset(), "row " + row + " of a pose", "4 numbers", line == null ? "the end" : line);
            }
            for (int column = 0; column < 4; column++) {
                columns[column * 4 + row] = (float) lines.number(cells[column], "pose");
            }
        }
        requireRigid(file, at, columns);
        add(key, Transform3D.fromMatrix4x4(columns));
    }

    private static void requireRigid(final SourceFile file, final long at, final float... m) throws ImportException {
        boolean rigid = m[3] == 0 && m[7] == 0 && m[11] == 0 && m[15] == 1;
        for (int a = 0; a < 3; a++) {
            for (int b = a; b < 3; b++) {
                double dot = 0;
                for (int k = 0; k < 3; k++) {
                    dot += (double) m[a * 4 + k] * m[b * 4 + k];
                }
                rigid &= Math.abs(dot - (a == b ? 1 : 0)) <= ROTATION_TOLERANCE;
            }
        }
        if (!rigid) {
            throw file.error(at, "pose", "a rotation and a translation, last row 0 0 0 1", "another matrix");
        }
    }

    private void add(final long key, final Transform3D pose) {
        keys.add(key);
        byKey.put(key, poses.size());
        poses.add(pose);
    }
}
