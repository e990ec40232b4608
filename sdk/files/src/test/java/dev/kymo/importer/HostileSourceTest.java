package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are cut, changed, or something else: one clear line or a clean result, in bounded time, nothing
/// half-logged.
final class HostileSourceTest {
    /// Of each kind; all of them in the long form of the tests.
    private static final int MUTATIONS = Boolean.getBoolean("kymo.test.long") ? 2000 : 500;
    private static final long SEED = 0x5eed_2026L;

    @TempDir
    private Path folder;

    /// Small files of each format, so that mutations often hit what matters.
    private static byte[] sample(final String kind) throws IOException {
        return switch (kind) {
            case "las" -> cutLas("lidar/pdal/extrabytes.las", 1389 + 61 * 40, 40);
            case "las14" -> cutLas("lidar/las_matrix/pdrf6-1.4.las", 1197 + 34 * 40, 40);
            case "pcd" -> """
                    VERSION 0.7
                    FIELDS x y z rgb
                    SIZE 4 4 4 4
                    TYPE F F F U
                    COUNT 1 1 1 1
                    WIDTH 3
                    HEIGHT 1
                    VIEWPOINT 0 0 0 1 0 0 0
                    POINTS 3
                    DATA ascii
                    1 2 3 4
                    -1.5 nan 1e4 77
                    0 0 0 4294967295
                    """.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            case "pcd-binary" -> Files.readAllBytes(SampleData.file("lidar/pdal/autzen-utm.pcd"));
            case "ply" -> """
                    ply
                    format ascii 1.0
                    element vertex 2
                    property float x
                    property float y
                    property float z
                    property uchar red
                    property uchar green
                    property uchar blue
                    element face 1
                    property list uchar int vertex_indices
                    end_header
                    1 2 3 4 5 6
                    7 8 9 1 2 3
                    3 0 1 0
                    """.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            case "ply-binary" -> binaryPly();
            case "lzf" -> compressedPcd();
            case "png" -> Files.readAllBytes(SampleData.file("images/livingroom_rgbd/depth/00000.png"));
            case "jpg" -> Files.readAllBytes(SampleData.file("images/livingroom_rgbd/image/00000.jpg"));
            case "laz" -> Files.readAllBytes(SampleData.file("lidar/las_matrix/pdrf4-1.3.laz"));
            case "laz14" -> Files.readAllBytes(SampleData.file("lidar/las_matrix/pdrf6-1.4.laz"));
            case "mcap" -> McapFile.mixed();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static byte[] cutLas(final String name, final int length, final int count) throws IOException {
        final byte[] bytes = Arrays.copyOf(Files.readAllBytes(SampleData.file(name)), length);
        final java.nio.ByteBuffer las = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        las.putInt(107, count);
        las.putLong(247, count);
        return bytes;
    }

    private static byte[] binaryPly() {
        final java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(4096).order(java.nio.ByteOrder.BIG_ENDIAN);
        data.put("""
                    ply
                    format binary_big_endian 1.0
                    element face 2
                    property list uchar int vertex_indices
                    element vertex 20
                    property double x
                    property double y
                    property double z
                    property ushort label
                    end_header
                    """.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        data.put((byte) 3).putInt(1).putInt(2).putInt(3).put((byte) 1).putInt(9);
        for (int i = 0; i < 20; i++) {
            data.putDouble(i).putDouble(-i).putDouble(i * 1e6).putShort((short) i);
        }
        return Arrays.copyOf(data.array(), data.position());
    }

    private static byte[] compressedPcd() {
        final java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(4096).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        data.put("""
                    VERSION 0.7
                    FIELDS x y z
                    SIZE 4 4 4
                    TYPE F F F
                    COUNT 1 1 1
                    WIDTH 10
                    HEIGHT 2
                    POINTS 20
                    DATA binary_compressed
                    """.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        // 10 literals, then a copy of 230 bytes from 4 bytes back
        data.putInt(1 + 10 + 3).putInt(240);
        data.put((byte) 9).put(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        data.put((byte) 0xe0).put((byte) (230 - 9)).put((byte) 3);
        return Arrays.copyOf(data.array(), data.position());
    }

    private Path write(final String kind, final byte... bytes) throws IOException {
        final String ending = kind.startsWith("las")
                ? "las"
                : kind.startsWith("laz")
                        ? "laz"
                        : kind.startsWith("ply") ? "ply" : kind.startsWith("pcd") || kind.equals("lzf") ? "pcd" : kind;
        final boolean isImage = kind.equals("png") || kind.equals("jpg");
        final Path parent =
                isImage ? Files.createDirectories(folder.resolve(kind.equals("png") ? "depth" : "image")) : folder;
        Files.write(parent.resolve("7." + ending), bytes);
        return isImage ? folder : parent.resolve("7." + ending);
    }

    /// Whether it could be imported; fails when the outcome is neither that nor one clear line.
    private boolean imports(final String kind, final String what, final byte... bytes) throws IOException {
        final Path path = write(kind, bytes);
        final MemorySink sink = new MemorySink();
        try (RecordingStream out = Imported.stream(sink)) {
            Importers.importTo(ImportRequest.of(path), out, Progress.NONE);
        } catch (final ImportException e) {
            assertTrue(e.getMessage().contains(folder.toString()), what + ": " + e.getMessage());
            assertEquals(-1, e.getMessage().indexOf('\n'), what + ": " + e.getMessage());
            assertFalse(
                    sink.rows().stream().anyMatch(row -> row.cells().stream().anyMatch(HostileSourceTest::isPoints)),
                    what + ": half-logged");
            return false;
        } catch (final RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
        for (final DataRow row : sink.rows()) {
            for (final DataCell cell : row.cells()) {
                cell.instances().validate();
            }
        }
        return true;
    }

    private static boolean isPoints(final DataCell cell) {
        final ArrayData instances = cell.instances();
        return cell.descriptor().component().equals("Points3D:positions") && instances.length() > 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "las",
                "las14",
                "pcd",
                "pcd-binary",
                "ply",
                "ply-binary",
                "lzf",
                "png",
                "jpg",
                "laz",
                "laz14",
                "mcap"
            })
    void shouldRefuseOrReadChangedFiles(final String kind) throws IOException {
        final byte[] good = sample(kind);
        assertTrue(imports(kind, kind, good), kind + " as it is");
        final Random random = new Random(SEED);
        assertTimeout(Duration.ofSeconds(100), () -> {
            for (int round = 0; round < MUTATIONS; round++) {
                final byte[] bad = good.clone();
                // Most changes go to the head, where the lies are.
                final int reach = random.nextInt(4) == 0 ? bad.length : Math.min(bad.length, 1500);
                for (int change = 1 + random.nextInt(4); change > 0; change--) {
                    final int at = random.nextInt(reach);
                    bad[at] = switch (random.nextInt(4)) {
                        case 0 -> (byte) 0xff;
                        case 1 -> 0;
                        case 2 -> (byte) (bad[at] ^ 1 << random.nextInt(8));
                        default -> (byte) random.nextInt();
                    };
                }
                imports(kind, kind + " seed " + SEED + " round " + round, bad);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "las",
                "las14",
                "pcd",
                "pcd-binary",
                "ply",
                "ply-binary",
                "lzf",
                "png",
                "jpg",
                "laz",
                "laz14",
                "mcap"
            })
    void shouldRefuseCutFiles(final String kind) throws IOException {
        final byte[] good = sample(kind);
        final int step = Math.max(1, good.length / 400);
        int refused = 0;
        int tried = 0;
        for (int length = 0; length < good.length; length += length < 600 ? 1 : step) {
            refused += imports(kind, kind + " cut to " + length, Arrays.copyOf(good, length)) ? 0 : 1;
            tried++;
        }
        // An image's pixels are not looked at, a text's last digits may be missing, LASzip's table may be.
        final boolean isAll =
                kind.startsWith("las") || kind.endsWith("binary") || kind.equals("lzf") || kind.equals("png");
        assertTrue(isAll ? refused == tried : refused > 0, kind + ": refused " + refused + " of " + tried);
    }

    @Test
    void shouldSayWhatItWasGiven() throws IOException {
        final Path empty = Files.createDirectories(folder.resolve("empty"));
        final Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
        final Path nothing = Files.write(folder.resolve("nothing.las"), new byte[0]);
        for (final Path path : new Path[] {empty, text, nothing, folder.resolve("absent.pcd")}) {
            final ImportException e = assertThrows(ImportException.class, () -> Imported.of(path));
            assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
        }
    }
}
