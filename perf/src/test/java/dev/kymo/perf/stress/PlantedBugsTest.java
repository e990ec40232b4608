package dev.kymo.perf.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tests of the rings and of the store can fail: each of these bugs, planted in a shipped class, is found by the
/// test that is there to find it, and the class as it is shipped passes the same run.
///
/// On x86 a store is never seen before an older one, and C2 keeps stores to the same memory in order: leaving
/// the release out of `RingWriter.publish` changes no outcome there. The missing release is therefore planted
/// as what it would allow on other processors: the length is there before what it vouches for. The same goes for the
/// count of an open chunk's rows. That a load may pass an older store shows on x86 too: an epoch that is entered with a
/// release alone is planted as it is.
@Tag("long")
final class PlantedBugsTest {
    private static final String RING = "ring-ingest/ring/src/main/java/dev/kymo/ring/";
    private static final String INGEST = "ring-ingest/ingest/src/main/java/dev/kymo/ingest/";
    private static final String STORE = "offheap-store/store/src/main/java/dev/kymo/store/";
    private static final String FUZZ = "dev.kymo.ingest.HostileProducers";
    private static final String FUZZ_RECORDS = "20000";
    private static final List<String> SHORT_STRESS =
            List.of("-v", "-sc", "false", "-f", "1", "-fsm", "1", "-iters", "1", "-time", "300");

    @TempDir
    private Path temp;

    enum Bug {
        LENGTH_RELEASED_BEFORE_THE_RECORD(
                RING + "RingWriter.java",
                "RingDescriptor.header(type, -length)",
                "RingDescriptor.header(type, length)",
                "dev.kymo.ring.RingPublishStress"),
        RECLAIM_BEFORE_FILING(
                INGEST + "RingReader.java",
                "held.dropFiled(filedMark, head)",
                "held.dropFiled(Long.MAX_VALUE, head)",
                "dev.kymo.ingest.RingReclaimStress"),
        BLOCK_RECLAIMED_WHILE_HELD(
                RING + "PayloadWriter.java",
                "!= PayloadDescriptor.RELEASED)",
                "< PayloadDescriptor.HELD)",
                "dev.kymo.ingest.PayloadRecycleStress"),
        BLOCK_RECLAIMED_WHILE_CLAIMED(
                RING + "PayloadWriter.java",
                "fits ? state :",
                "fits && state == PayloadDescriptor.HELD ? state :",
                "dev.kymo.ingest.PayloadRecycleStress"),
        COUNT_RELEASED_BEFORE_THE_DECLARATION(
                RING + "JournalWriter.java",
                "file.set(Layouts.INT, at + JournalDescriptor.KIND_OFFSET, kind);",
                "file.set(Layouts.INT, at + JournalDescriptor.KIND_OFFSET, kind);"
                        + " WORD.setVolatile(control, JOURNAL_COMMITTED_OFFSET, committed + 1);",
                "dev.kymo.ingest.DeclarationStress"),
        ROW_COUNTED_BEFORE_IT_IS_THERE(
                STORE + "chunk/OpenChunk.java",
                "            appendIdAndTimes(row);\n            if (isAsBefore) {",
                "            ROWS.setRelease(this, rowIds.length() + 1);\n            appendIdAndTimes(row);\n"
                        + "            if (isAsBefore) {",
                "dev.kymo.perf.stress.OpenChunkStress"),
        SEAL_UNLINKS_BEFORE_IT_LINKS(
                STORE + "index/RecordingStore.java",
                "put(open.entity(), withSealed(index(open.entity()).withoutOpen(List.of(open)), List.of(sealed)));",
                "put(open.entity(), index(open.entity()).withoutOpen(List.of(open)));"
                        + " put(open.entity(), withSealed(index(open.entity()), List.of(sealed)));",
                "dev.kymo.perf.stress.SealStress"),
        RELEASED_WITHOUT_WAITING_FOR_READERS(
                STORE + "memory/Epochs.java",
                "final long oldest = oldestEntered();",
                "final long oldest = NOBODY;",
                "dev.kymo.perf.stress.EpochsStress"),
        EPOCH_ENTERED_WITH_A_RELEASE_ALONE(
                STORE + "memory/Epochs.java",
                "depth = 1;\n            SLOT.setVolatile(slots, slot, epoch.get());",
                "depth = 1;\n            SLOT.setRelease(slots, slot, epoch.get());",
                "dev.kymo.perf.stress.EpochsStress"),
        FILED_BEFORE_IT_IS_SHOWN(
                STORE + "index/FiledTimeIndex.java",
                "if (chunk >= limit) {",
                "if (chunk < 0) {",
                "dev.kymo.perf.stress.FiledStress"),
        SWEEP_UNLINKS_BEFORE_WHAT_STAYS_IS_THERE(
                STORE + "index/RecordingStore.java",
                "put(each.entity, withSealed(index(each.entity).without(gone, each.cuts), each.staying));",
                "put(each.entity, index(each.entity).without(gone, each.cuts));"
                        + " put(each.entity, withSealed(index(each.entity), each.staying));",
                "dev.kymo.perf.stress.SweepStress"),
        BUFFER_LENGTH_NOT_CHECKED(RING + "ArrayReader.java", "            array.validate();\n", "", FUZZ),
        COUNT_NOT_CHECKED_IN_A_LANE(
                INGEST + "RecordShape.java", " || bytes != count * (long) cell.widthBytes", "", FUZZ);

        private final String source;
        private final String shipped;
        private final String planted;
        private final String test;

        Bug(final String source, final String shipped, final String planted, final String test) {
            this.source = source;
            this.shipped = shipped;
            this.planted = planted;
            this.test = test;
        }
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    void shouldBeCaughtByTheTestThatIsThereForIt(final Bug bug) throws IOException, InterruptedException {
        final Path classes = Files.createDirectory(temp.resolve("planted"));
        compile(bug, classes);
        final StressRun.Result caught = run(bug, classes);
        assertTrue(caught.hasForbiddenOutcome(), () -> bug + " was not caught: " + caught.output());
        final StressRun.Result passed = run(bug, Files.createDirectory(temp.resolve("nothing")));
        assertFalse(passed.hasForbiddenOutcome(), () -> bug + ", as shipped: " + passed.output());
        assertTrue(passed.output().contains(bug.test), passed::output);
    }

    private StressRun.Result run(final Bug bug, final Path classes) throws IOException, InterruptedException {
        final Path folder = Files.createTempDirectory(temp, "run");
        if (!bug.test.equals(FUZZ)) {
            final List<String> arguments = new java.util.ArrayList<>(List.of("-t", bug.test.replace(".", "\\.")));
            arguments.addAll(SHORT_STRESS);
            return StressRun.runWith(classes, folder, arguments.toArray(new String[0]));
        }
        final Path root = Path.of(System.getProperty("kymo.root"));
        return StressRun.finish(
                folder,
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + root.resolve(".mvn/java.flags"),
                        "-Xmx1g",
                        "-cp",
                        classes + ":" + root.resolve("ring-ingest/ingest/target/test-classes") + ":"
                                + StressRun.classPath(),
                        bug.test,
                        folder.resolve("shm").toString(),
                        FUZZ_RECORDS));
    }

    private void compile(final Bug bug, final Path classes) throws IOException {
        final Path source = Path.of(System.getProperty("kymo.root")).resolve(bug.source);
        final String text = Files.readString(source);
        final int at = text.indexOf(bug.shipped);
        assertTrue(at >= 0 && at == text.lastIndexOf(bug.shipped), () -> source + " has not once: " + bug.shipped);
        final Path planted = Files.writeString(
                temp.resolve(source.getFileName().toString()), text.replace(bug.shipped, bug.planted));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final java.io.StringWriter said = new java.io.StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            final boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-implicit:none",
                                    "-nowarn",
                                    "-cp",
                                    StressRun.classPath(),
                                    "-d",
                                    classes.toString()),
                            null,
                            files.getJavaFileObjects(planted))
                    .call();
            assertEquals(true, compiled, said::toString);
        }
    }
}
