package dev.kymo.viewer.view;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.StoreKind;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.joml.Vector3d;

/// A recording made with the SDK, read back from its file and drawn. Pictures are kept in `target/pictures`
/// for people to look at.
final class LoggedScene implements AutoCloseable {
    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    private final RrdFile file;
    private final Stores stores = new Stores();
    private final RecordingStore store;

    private LoggedScene(final RrdFile file) {
        this.file = file;
        for (final StoredChunk stored : file.chunks()) {
            stores.getOrCreate(stored.store()).insert(List.of(stored.chunk()));
        }
        store = stores.all().stream()
                .filter(s -> s.id().kind() == StoreKind.RECORDING)
                .findFirst()
                .orElseThrow();
    }

    static LoggedScene of(final Path folder, final Consumer<RecordingStream> rows) throws IOException {
        final Path path = Files.createTempFile(folder, "scene", ".rrd");
        Files.delete(path);
        try (RecordingStream out = RecordingStream.builder("scene")
                .recordingId("scene")
                .logTime(false)
                .sink(FileSink.create(path))
                .open()) {
            rows.accept(out);
        }
        return open(path);
    }

    static LoggedScene open(final Path path) throws IOException {
        return new LoggedScene(RrdFile.open(path));
    }

    RecordingStore store() {
        return store;
    }

    /// What was drawn, and from where.
    ///
    /// @param high the highest places along x, y, z that the camera was framed on
    /// @param planeDistance where the far side of frustums without one of their own is
    record Drawn(
            Picture picture,
            Camera camera,
            long points,
            List<String> notes,
            int insets,
            List<Double> high,
            double planeDistance) {
        /// The pixel that a place of the world is seen at, as `0xRRGGBBAA`.
        int pixelAt(final double x, final double y, final double z) {
            final double[] at = at(x, y, z);
            return picture.pixel((int) at[0], (int) at[1]);
        }

        double[] at(final double x, final double y, final double z) {
            return camera.project(x, y, z, picture.width(), picture.height());
        }
    }

    Drawn draw(final GpuDevice device, final HeadlessRenderer renderer, final long frame, final String name)
            throws IOException {
        try (StoreReader reader = store.reader();
                Scene scene = SceneBuilder.build(reader, new TimeCursor("frame", frame), device)) {
            final FrameDrawData composed = Composition.compose(scene, WIDTH, HEIGHT, "", "");
            final Picture picture = renderer.render(composed, WIDTH, HEIGHT);
            final Path kept = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
            Files.createDirectories(kept);
            PngWriter.write(picture, kept.resolve(String.format(Locale.ROOT, "%s.png", name)));
            final List<Double> high = new ArrayList<>();
            for (int axis = 0; axis < 3 && !scene.bounds().isEmpty(); axis++) {
                high.add(scene.bounds().highest(new Vector3d().setComponent(axis, 1)));
            }
            return new Drawn(
                    picture,
                    composed.camera(),
                    scene.pointCount(),
                    List.copyOf(scene.notes()),
                    scene.insets().size(),
                    high,
                    scene.planeDistance());
        }
    }

    @Override
    public void close() {
        stores.close();
        file.close();
    }
}
