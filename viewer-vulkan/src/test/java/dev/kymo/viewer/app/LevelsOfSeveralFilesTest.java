package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.IndexOptions;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording of two files that are opened together, with a large cloud in the second.
final class LevelsOfSeveralFilesTest {
    private static final int EDGE = 1500;

    @TempDir
    private Path folder;

    private Path write(final String name, final Consumer<RecordingStream> rows) throws IOException {
        final Path file = folder.resolve(name);
        try (RecordingStream out = RecordingStream.builder("scene")
                .recordingId("scene")
                .logTime(false)
                .sink(FileSink.create(file))
                .open()) {
            out.setTimeSequence("frame", 0);
            rows.accept(out);
        }
        return file;
    }

    private Screenshot.Result take(final List<Path> files) throws IOException {
        try (FileSource source = FileSource.open(files, null, files.getFirst(), IndexOptions.defaults());
                StoreReader reader = source.store().reader()) {
            assertNotNull(source.cloudAnchor());
            return Screenshot.take(
                    reader,
                    new Screenshot.Frame(new TimeCursor("frame", 0), 320, 240, "two files"),
                    folder.resolve("picture.png"),
                    source.cloudAnchor(),
                    (_, _) -> {});
        }
    }

    private List<String> sideFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".kymo-lod"))
                    .toList();
        }
    }

    @Test
    void shouldKeepLevelsBesideTheFirstAndMakeThemAnewWhenAnyIsAnother() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final float[] xyz = new float[3 * EDGE * EDGE];
        for (int i = 0; i < EDGE * EDGE; i++) {
            xyz[3 * i] = i % EDGE;
            xyz[3 * i + 1] = Math.floorDiv(i, EDGE);
        }
        final Path first = write("a.rrd", out -> out.log("small", Points3D.of(0, 0, 10)));
        final Path second = write("b.rrd", out -> out.log("large", Points3D.of(xyz)));
        final List<Path> both = List.of(first, second);
        assertEquals(List.of(), take(both).notes());
        assertEquals(1, sideFiles().size());
        assertTrue(sideFiles().getFirst().startsWith("a.rrd."), sideFiles().toString());
        assertEquals(EDGE * EDGE + 1, take(both).points());
        Files.setLastModifiedTime(second, FileTime.fromMillis(7));
        final List<String> notes = take(both).notes();
        assertTrue(notes.toString().contains("the recording has changed"), notes.toString());
        assertEquals(1, sideFiles().size());
    }
}
