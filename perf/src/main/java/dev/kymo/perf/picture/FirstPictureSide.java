package dev.kymo.perf.picture;

import dev.kymo.importer.Progress;
import dev.kymo.perf.run.Libc;
import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.app.ImportedFiles;
import dev.kymo.viewer.app.OpenedFiles;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// From a device that has just been opened to the first picture in which the airborne scan is to be seen, as a window
/// draws it, 1920×1080, read back: the file is opened, its scene made, shaders are compiled, points chosen and drawn.
/// One operation is one such opening, each with a device of its own, which is not timed.
public final class FirstPictureSide implements Side {
    /// Of a recording whose side file is there.
    public static final String MAPPED = "first-picture";
    /// The same with no page of recording and side file in memory.
    public static final String COLD = "first-picture-cold";
    /// Of a recording that has no side file yet, which is built meanwhile: a sample.
    public static final String NEW = "first-picture-new";
    /// The same with no page of the recording in memory.
    public static final String NEW_COLD = "first-picture-new-cold";
    /// Of a PLY file, which is imported first, all of it.
    public static final String IMPORTED = "first-picture-import";

    private static final int PARTS = 50;
    /// By what red and blue differ.
    private static final int GREY_MOST = 16;
    private static final long PATIENCE_NS = 60_000_000_000L;

    /// Pixels are looked at in steps of so many.
    private static final int STEP = 4;

    private String name = "";
    private Path shown = Path.of("");

    @Override
    public long prepare(final CaseSpec bench) throws IOException, UnavailableException {
        name = bench.name();
        shown = name.equals(IMPORTED) ? KeptScan.ply(bench) : KeptScan.recording(bench);
        // Those of the recording are built, if they are not there
        return open(new Sample(), name.equals(MAPPED) || name.equals(COLD));
    }

    @Override
    public void round(final Sample sample, final int units) throws IOException, UnavailableException {
        for (int i = 0; i < units; i++) {
            open(sample, false);
        }
    }

    /// @param toTheEnd whether it goes on until nothing more comes
    /// @return points of the cloud
    private long open(final Sample sample, final boolean toTheEnd) throws IOException, UnavailableException {
        if (name.equals(NEW) || name.equals(NEW_COLD)) {
            for (final Path side : sideFiles()) {
                Files.delete(side);
            }
        }
        if (name.equals(COLD) || name.equals(NEW_COLD)) {
            leaveMemory(shown);
            for (final Path side : sideFiles()) {
                leaveMemory(side);
            }
        }
        try (GpuDevice device = PointsSide.open()) {
            sample.start();
            final long beganNs = System.nanoTime();
            try (OpenedFiles files = opened()) {
                return look(sample, device, files, beganNs, toTheEnd);
            }
        }
    }

    /// What is not on the disk yet would stay.
    private static void leaveMemory(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Libc.dropPages(file);
    }

    private OpenedFiles opened() throws IOException {
        return name.equals(IMPORTED)
                ? ImportedFiles.open(List.of(shown), Progress.NONE, FirstPictureSide::opened)
                : opened(shown);
    }

    private static OpenedFiles opened(final Path recording) throws IOException {
        return OpenedFiles.open(List.of(recording), _ -> IndexOptions.defaults());
    }

    private List<Path> sideFiles() throws IOException {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(shown.getParent(), shown.getFileName() + ".*.kymo-lod")) {
            all.forEach(found::add);
        }
        return found;
    }

    private long look(
            final Sample sample,
            final GpuDevice device,
            final OpenedFiles files,
            final long beganNs,
            final boolean toTheEnd)
            throws IOException {
        final RecordingStore store = KeptScan.recordingOf(files);
        final TimeCursor cursor = new TimeCursor(
                store.timelines().keySet().stream().findFirst().orElse(KeptScan.TIMELINE), Long.MAX_VALUE);
        try (HeadlessRenderer renderer = new HeadlessRenderer(device, false);
                SceneView view = new SceneView(device)) {
            view.levelsOf(CloudLevels.Anchor.within(shown, !name.equals(IMPORTED), null, null), store, () -> {});
            int frames = 0;
            boolean isSeen = false;
            long points;
            do {
                try (StoreReader reader = store.reader()) {
                    final Scene scene = view.show(reader, cursor, _ -> true, "all");
                    points = scene.pointCount();
                    final boolean shows = shows(frame(renderer, view));
                    frames++;
                    if (shows && !isSeen) {
                        isSeen = true;
                        sample.recordBatch(System.nanoTime() - beganNs, 1);
                        sample.stop(1);
                        sample.figure("pictures", frames);
                    }
                }
                if (System.nanoTime() - beganNs > PATIENCE_NS) {
                    throw new IOException(shown + ": not whole after " + frames + " pictures in "
                            + PATIENCE_NS / 1_000_000_000L + " s");
                }
            } while (!isSeen || (toTheEnd && (view.levelsPercent() >= 0 || view.refinesInS(System.nanoTime()) >= 0)));
            return points;
        }
    }

    private static Picture frame(final HeadlessRenderer renderer, final SceneView view) {
        final Eye eye = Eye.framing(view.scene(), PointScene.WIDTH, PointScene.HEIGHT);
        final Picture picture = renderer.renderToLook(
                view.composeMoving(eye, PointScene.WIDTH, PointScene.HEIGHT, 1, System.nanoTime()),
                PointScene.WIDTH,
                PointScene.HEIGHT);
        view.took(renderer.times().lastNs(RenderPhase.DEVICE));
        return picture;
    }

    /// Whether a fiftieth of the picture has colours that background and grid, which are nearly grey, have not.
    private static boolean shows(final Picture picture) {
        int seen = 0;
        int coloured = 0;
        for (int y = 0; y < picture.height(); y += STEP) {
            for (int x = 0; x < picture.width(); x += STEP) {
                final int rgba = picture.pixel(x, y);
                seen++;
                coloured += Math.abs((rgba >>> 24) - (rgba >>> 8 & 255)) > GREY_MOST ? 1 : 0;
            }
        }
        return coloured >= seen / PARTS;
    }
}
