package dev.kymo.perf.picture;

import dev.kymo.perf.run.Folders;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.app.OpenedFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The cloud of [PointScene#real] as files, for programs that open some. Made once and kept with the data of the
/// benches.
final class KeptScan {
    static final String TIMELINE = "frame";

    private static final int PLY_POINT_BYTES = 15;
    private static final int BATCH = 1 << 16;

    private KeptScan() {}

    private static Path file(final CaseSpec bench, final String suffix) {
        return bench.data().resolve("scan-" + bench.scale() + suffix);
    }

    /// A recording that has the cloud at one time.
    static Path recording(final CaseSpec bench) throws IOException {
        final Path file = file(bench, ".rrd");
        if (Files.exists(file)) {
            return file;
        }
        final Path unfinished = file.resolveSibling("unfinished-" + file.getFileName());
        try (Arena arena = Arena.ofShared()) {
            final PointScene scene = PointScene.real(bench, arena);
            try (RecordingStream recording = RecordingStream.builder("scan")
                    .sink(FileSink.create(unfinished))
                    .logTime(false)
                    .open()) {
                recording.setTimeSequence(TIMELINE, 0);
                recording.log(
                        "scan",
                        Points3D.of(scene.xyz().toArray(ValueLayout.JAVA_FLOAT))
                                .colors(scene.rgba().toArray(ValueLayout.JAVA_INT)));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return file;
    }

    /// The recording of files that have one.
    static RecordingStore recordingOf(final OpenedFiles files) throws IOException {
        return files.stores().all().stream()
                .filter(each -> each.id().kind() == StoreKind.RECORDING)
                .findFirst()
                .orElseThrow(() -> new IOException("no recording in it"));
    }

    /// The same as PLY, binary: f32 x y z, then a byte each for red, green and blue.
    static Path ply(final CaseSpec bench) throws IOException {
        final Path file = file(bench, ".ply");
        if (Files.exists(file)) {
            return file;
        }
        try (Arena arena = Arena.ofShared()) {
            final PointScene scene = PointScene.real(bench, arena);
            final String header = "ply\nformat binary_little_endian 1.0\nelement vertex " + scene.count()
                    + "\nproperty float x\nproperty float y\nproperty float z\n"
                    + "property uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n";
            Folders.writeWhole(file, channel -> {
                final ByteBuffer bytes =
                        ByteBuffer.allocateDirect(BATCH * PLY_POINT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                channel.write(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)));
                for (int first = 0; first < scene.count(); first += BATCH) {
                    bytes.clear();
                    for (int i = first; i < Math.min(first + BATCH, scene.count()); i++) {
                        put(bytes, scene.xyz(), scene.rgba(), i);
                    }
                    bytes.flip();
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            });
        }
        return file;
    }

    private static void put(final ByteBuffer into, final MemorySegment xyz, final MemorySegment rgba, final int point) {
        for (int axis = 0; axis < 3; axis++) {
            into.putFloat(xyz.getAtIndex(ValueLayout.JAVA_FLOAT, 3L * point + axis));
        }
        final int colour = rgba.getAtIndex(ValueLayout.JAVA_INT, point);
        into.put((byte) (colour >>> 24)).put((byte) (colour >>> 16)).put((byte) (colour >>> 8));
    }
}
