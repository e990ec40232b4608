package dev.kymo.sdk.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdVerify;
import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.Sink;
import dev.kymo.sdk.TextLog;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Recordings of everything the SDK can log, as this program and as Rerun's own viewer read them.
///
/// The viewer is driven by scripts that are no part of this project: `-Dkymo.rerun.rig=DIR` says where they are, else
/// what needs them is skipped. The files stay in `target/rerun`.
final class RerunRoundTripTest {
    private static final String RIG = "kymo.rerun.rig";
    private static final Path FOLDER = Path.of("target", "rerun");
    private static final int ACTIVATION = 3;
    private static final int TAIL_BYTES = 32;
    private static final int HEADER_BYTES = 16;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(FOLDER);
    }

    private static RecordingStream recording(final Sink sink, final String id) {
        return RecordingStream.builder("round_trip")
                .recordingId(id)
                .name(id)
                .logTick(true)
                .sink(sink)
                .open();
    }

    /// Each archetype whole, in part, empty and whole again, at times of all three types, and static.
    private static Path write(final String name, final List<Sample> samples, final boolean hasStatics)
            throws IOException {
        final Path file = FOLDER.resolve(name + ".rrd");
        Files.deleteIfExists(file);
        try (RecordingStream out = recording(FileSink.create(file), name)) {
            for (int frame = 0; frame < 4; frame++) {
                out.setTimeSequence("frame", frame * 10L);
                out.setTimeDuration("elapsed", frame * 100_000_000L);
                out.setTimeTimestamp("stamp", 1_700_000_000_000_000_000L + frame);
                for (final Sample sample : samples) {
                    out.log(sample.entity(), frame(sample, frame));
                }
                out.disableTimeline("elapsed");
            }
            if (hasStatics) {
                samples.forEach(sample -> out.logStatic("static/" + sample.entity(), sample.whole()));
            }
        }
        return file;
    }

    private static Archetype frame(final Sample sample, final int frame) {
        return switch (frame) {
            case 1 -> sample.part();
            case 2 -> sample.empty();
            default -> sample.whole();
        };
    }

    private static List<Sample> shown() {
        final List<Sample> all = new ArrayList<>();
        List.of(
                        SceneSamples.clouds(),
                        SceneSamples.shapes(),
                        SceneSamples.lines(),
                        SceneSamples.meshes(),
                        PictureSamples.images(),
                        SceneSamples.transforms(),
                        ViewSamples.others(),
                        WordSamples.states(),
                        WordSamples.texts(),
                        ViewSamples.numbers())
                .forEach(all::addAll);
        return all;
    }

    /// Rerun makes one view of `/` for all that is flat and one for all that is not, and marks as an error in each
    /// what belongs into the other: these are a recording of their own.
    private static boolean isFlat(final Sample sample) {
        return sample.entity().startsWith("flat/") || sample.entity().startsWith("images/");
    }

    private static List<Sample> flat() {
        return shown().stream().filter(RerunRoundTripTest::isFlat).toList();
    }

    private static List<Sample> spatialAndPlotted() {
        return shown().stream().filter(sample -> !isFlat(sample)).toList();
    }

    private static byte[] picture(final String format, final int size) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            assertTrue(
                    ImageIO.write(new BufferedImage(size, size, BufferedImage.TYPE_USHORT_GRAY), format, bytes),
                    format);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<Sample> encoded() {
        return PictureSamples.encoded(RerunRoundTripTest::picture);
    }

    private static Path writeClears() throws IOException {
        final Path file = FOLDER.resolve("clears.rrd");
        Files.deleteIfExists(file);
        try (RecordingStream out = recording(FileSink.create(file), "clears")) {
            for (int frame = 0; frame < 9; frame++) {
                out.setTimeSequence("frame", frame);
                out.log("a", Points3D.of(frame, 0, 0));
                out.log("a/b", Points3D.of(frame, 1, 0));
                out.log("a/b/c", Points3D.of(frame, 2, 0).labels("c"));
                if (frame % 3 == 1) {
                    out.log("a/b", frame == 4 ? Clear.recursive() : Clear.flat());
                }
                out.log("a/b/c", Points3D.update().positions(new float[0]));
            }
            out.logStatic("s", Clear.recursive());
            out.logStatic("s/t", Points3D.of(1, 1, 1));
            out.setTimeSequence("frame", -5);
            out.log("a", TextLog.of("late"));
        }
        return file;
    }

    /// Two recordings and a blueprint that is made active, in one file.
    private static Path writeSeveral() throws IOException {
        final Path file = FOLDER.resolve("several.rrd");
        Files.deleteIfExists(file);
        final StoreId blueprint = new StoreId(StoreKind.BLUEPRINT, "round_trip", "plan");
        final FileSink sink = FileSink.create(file);
        final RecordingStream first = recording(sink, "first");
        final RecordingStream second = recording(sink, "second");
        for (int i = 0; i < 20; i++) {
            first.setTimeSequence("frame", i);
            second.setTimeDuration("elapsed", i * 1_000_000L);
            first.log("value", Scalars.of(i));
            second.log("value", Scalars.of(-i));
            second.log("more", AnyValues.of().with("word", "w" + i));
        }
        sink.commit(
                blueprint,
                new DataRow(
                        RowIds.PROCESS.next(),
                        EntityPath.parse("time_panel"),
                        TimePoint.of(Timeline.sequence("blueprint"), 0),
                        List.of(new DataCell(
                                new ComponentDescriptor(
                                        "PanelBlueprint:state",
                                        "rerun.blueprint.archetypes.PanelBlueprint",
                                        "rerun.blueprint.components.PanelState"),
                                ArrayData.bytes(Datatype.UINT8, (byte) 2)))));
        first.close();
        second.close();
        sink.close();
        activate(file, blueprint);
        return file;
    }

    /// Puts the message that makes a blueprint active before the footer.
    private static void activate(final Path file, final StoreId blueprint) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        final int footerAt = (int) bytes.getLong(bytes.capacity() - TAIL_BYTES);
        final int endAt = footerAt - HEADER_BYTES;
        final byte[] id = field(
                1,
                concat(
                        new byte[] {8, 2},
                        field(2, text(blueprint.recordingId())),
                        field(3, field(1, text(blueprint.applicationId())))));
        final byte[] message = concat(id, new byte[] {16, 1, 24, 1});
        final ByteBuffer out = ByteBuffer.allocate(bytes.capacity() + HEADER_BYTES + message.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes.array(), 0, endAt);
        out.putLong(ACTIVATION).putLong(message.length).put(message);
        out.put(bytes.array(), endAt, bytes.capacity() - endAt);
        out.putLong(out.capacity() - TAIL_BYTES, (long) footerAt + HEADER_BYTES + message.length);
        Files.write(file, out.array());
    }

    private static byte[] text(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] field(final int number, final byte[] content) {
        return concat(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] concat(final byte[]... parts) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void shouldKnowASampleOfEveryArchetype() throws IOException {
        final Set<String> known = new TreeSet<>();
        for (final String name : classNames()) {
            final Class<?> type = loaded("dev.kymo.sdk." + name);
            if (Archetype.class.isAssignableFrom(type) && !type.isInterface()) {
                known.add(type.getSimpleName());
            }
        }
        final Set<String> sampled = new TreeSet<>();
        Stream.of(shown(), encoded(), PictureSamples.videos(), ViewSamples.maps())
                .flatMap(List::stream)
                .forEach(sample -> sampled.add(sample.whole().getClass().getSimpleName()));
        assertEquals(known, sampled);
    }

    /// The SDK's classes, which a build has in a folder or, when it has packaged them, in a jar.
    private static List<String> classNames() throws IOException {
        final Path place = Path.of(Archetype.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        if (Files.isDirectory(place)) {
            return classNames(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return classNames(jar.getPath("/"));
        }
    }

    private static List<String> classNames(final Path root) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("dev/kymo/sdk"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.startsWith("package-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .toList();
        }
    }

    private static Class<?> loaded(final String name) {
        try {
            return Class.forName(name);
        } catch (final ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldWriteFilesThatAreWhole() throws IOException {
        for (final Path file : List.of(
                write("archetypes", spatialAndPlotted(), true),
                write("flat", flat(), true),
                write("encoded", encoded(), true),
                write("videos", PictureSamples.videos(), false),
                write("maps", ViewSamples.maps(), true),
                writeClears(),
                writeSeveral())) {
            try (RrdFile opened = RrdFile.open(file)) {
                assertEquals(List.of(), RrdVerify.verify(opened), file.toString());
            }
        }
    }

    @Test
    @Tag("long")
    void shouldComeBackFromRerunAsItWas() throws IOException, InterruptedException {
        final Path rig = rig();
        for (final Path file : List.of(
                write("archetypes", spatialAndPlotted(), true),
                write("flat", flat(), true),
                writeClears(),
                write("videos", PictureSamples.videos(), false))) {
            run(rig, "view.mjs", file, "--strict", "-o", shot(file));
            roundTrip(rig, file);
        }
        // Not strict: it warns of tiles that it can't fetch
        final Path maps = write("maps", ViewSamples.maps(), true);
        run(rig, "view.mjs", maps, "-o", shot(maps));
        roundTrip(rig, maps);
        // Viewer 0.33 hangs over these without a graphics card, so there is no file that it saved
        final Path pictures = write("encoded", encoded(), true);
        run(rig, "matrix.mjs", "-d", "node_modules/rerun-0-31", pictures);
        run(rig, "manifest.mjs", pictures);
        run(rig, "aligncheck.mjs", pictures);
    }

    @Test
    @Tag("long")
    void shouldBeReadByRerunWhereThereAreSeveral() throws IOException, InterruptedException {
        final Path file = writeSeveral();
        final Path rig = rig();
        run(rig, "view.mjs", file, "--strict", "--expect-recordings", "2", "-o", shot(file));
        run(rig, "manifest.mjs", file);
        run(rig, "aligncheck.mjs", file);
    }

    private static Path rig() {
        final String named = System.getProperty(RIG);
        return named == null
                ? Assumptions.abort("needs the scripts that drive Rerun's viewer: -D" + RIG + "=DIR")
                : Path.of(named);
    }

    private static Path shot(final Path file) {
        return file.resolveSibling(file.getFileName() + ".png").toAbsolutePath();
    }

    /// Has the viewer load the file and save it, and compares all rows; and our manifest with our chunks.
    private static void roundTrip(final Path rig, final Path file) throws IOException, InterruptedException {
        final Path saved = file.resolveSibling("rerun-" + file.getFileName());
        run(rig, "manifest.mjs", file);
        run(rig, "aligncheck.mjs", file);
        run(rig, "produce.mjs", file, saved);
        run(rig, "cmprrd.mjs", file, saved);
    }

    private static void run(final Path rig, final Object... command) throws IOException, InterruptedException {
        final List<String> line = new ArrayList<>(List.of("node"));
        for (final Object part : command) {
            line.add(part instanceof final Path path ? path.toAbsolutePath().toString() : part.toString());
        }
        final Path said = Files.createTempFile("rerun-rig", ".txt");
        final Process process = new ProcessBuilder(line)
                .directory(rig.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        final boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        final String text = Files.readString(said);
        Files.delete(said);
        assertTrue(ended, line + " hangs: " + text);
        assertEquals(0, process.exitValue(), line + ": " + text);
    }
}
