package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Histogram;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Span;
import dev.kymo.sdk.SpanLane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Spans and histograms: in a window, with a real mouse, and on the command line. Screenshots are kept in
/// `target/window` for people to look at.
final class SpansWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int TAB_BAR = 24;
    private static final long MAIN = SpanLane.of(4242, 1);
    private static final long WORKER = SpanLane.of(4242, 31);
    private static final long TURN_NS = 20_000_000;
    private static final int TURNS = 150;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("spans.rrd");
        OwnCase.write(file, "spans", "spans", SpansWindowTest::log);
    }

    /// A control loop of 50 Hz that reads, solves and acts, beside it a camera's thread, for three seconds.
    private static void log(final RecordingStream out) {
        final SplittableRandom random = new SplittableRandom(1);
        out.logStatic(SpanLane.entityOf(MAIN), SpanLane.named("main"));
        out.logStatic(SpanLane.entityOf(WORKER), SpanLane.named("camera"));
        out.logStatic("control/solve", Span.named("the solver"));
        out.logStatic("control/step_ns", Histogram.ofUnit("ns"));
        org.HdrHistogram.Histogram took = new org.HdrHistogram.Histogram(1, 1_000_000_000L, 3);
        for (int turn = 0; turn < TURNS; turn++) {
            final long at = turn * TURN_NS;
            final long solveNs = 6_000_000 + random.nextLong(6_000_000);
            span(out, "control/read", MAIN, 1, at + 200_000, 2_500_000);
            span(out, "control/solve", MAIN, 1, at + 3_000_000, solveNs);
            span(out, "control/factor", MAIN, 2, at + 3_100_000, solveNs / 2);
            span(out, "control/act", MAIN, 1, at + 3_200_000 + solveNs, 1_500_000);
            span(out, "control/step", MAIN, 0, at, solveNs + 5_000_000);
            if (turn % 2 == 0) {
                span(out, "camera/grab", WORKER, 0, at + 5_000_000, 14_000_000);
            }
            took.recordValue(solveNs + 5_000_000);
            if (turn % 15 == 14) {
                out.setTimeDuration("t", at + TURN_NS);
                final ByteBuffer encoded = ByteBuffer.allocate(took.getNeededByteBufferCapacity());
                took.encodeIntoByteBuffer(encoded);
                out.log(
                        "control/step_ns",
                        Histogram.of(
                                at - 14 * TURN_NS,
                                at + TURN_NS,
                                MemorySegment.ofBuffer(encoded.flip()),
                                took.getTotalCount()));
                took = new org.HdrHistogram.Histogram(1, 1_000_000_000L, 3);
            }
        }
    }

    private static void span(
            final RecordingStream out,
            final String path,
            final long lane,
            final int depth,
            final long atNs,
            final long durationNs) {
        out.setTimeDuration("t", atNs);
        out.log(path, Span.of(atNs, durationNs).lane(lane).depth(depth));
    }

    @Test
    void shouldAnswerPercentilesOfARangeFromTheCommandLine() throws IOException {
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome all =
                    kymo.run("query", "histogram", file, "--entity", "/control/step_ns", "--timeline", "t", "--json");
            assertEquals(0, all.exitCode(), all.stderr());
            assertEquals(TURNS, number(all.stdout(), "count"));
            assertTrue(number(all.stdout(), "p50") > 12_000_000 && number(all.stdout(), "p50") < 16_000_000);
            assertTrue(number(all.stdout(), "max") <= 17_100_000, all.stdout());
            final Kymo.Outcome part = kymo.run(
                    "query",
                    "histogram",
                    file,
                    "--entity",
                    "/control/step_ns",
                    "--timeline",
                    "t",
                    "--from",
                    "0s",
                    "--to",
                    "600ms");
            assertEquals(0, part.exitCode(), part.stderr());
            assertTrue(part.stdout().startsWith("/control/step_ns: 30 values in ns\n"), part.stdout());
            final Kymo.Outcome none =
                    kymo.run("query", "histogram", file, "--entity", "/control/read", "--timeline", "t");
            assertEquals(1, none.exitCode());
            assertTrue(none.stderr().contains("/control/read has no Histogram:encoded"), none.stderr());
        }
    }

    private static long number(final String json, final String name) {
        final int at = json.indexOf("\"" + name + "\":") + name.length() + 3;
        return Long.parseLong(json.substring(at, json.indexOf(',', at)));
    }

    @Test
    void shouldShowSpansAsLanesAndPercentilesAsLines() throws IOException, InterruptedException {
        ShownWindow.of(folder, file, WIDTH, HEIGHT, this::use);
    }

    private void use(final Desktop desktop, final Kymo.Running viewer) throws IOException, InterruptedException {
        final Map<String, String> opened = WindowState.in(folder)
                .await(
                        viewer,
                        "opens both views",
                        s -> s.containsKey("panel.SPANS /") && s.containsKey("panel.HISTOGRAM /control/step_ns"));
        final int[] spans = WindowState.place(opened, "SPANS /");
        final int[] lines = WindowState.place(opened, "HISTOGRAM /control/step_ns");
        awaitColours(desktop, "spans", spans, 25);
        awaitColours(desktop, "spans", lines, 25);
        // Nearer, by the wheel; all that lies in time follows
        final int x = spans[0] + spans[2] / 2;
        final int y = spans[1] + TAB_BAR + 30;
        desktop.input("mousemove", Integer.toString(x), Integer.toString(y));
        desktop.input("click", "--repeat", "18", "--delay", "40", "4");
        WindowState.in(folder)
                .await(viewer, "zooms", s -> s.getOrDefault("Times", "").contains("timeline=t"));
        final Desktop.Shot near = awaitColours(desktop, "spans-near", spans, 40);
        // Over a box: its name and how long it took
        final Path png = ShownWindow.kept("spans-hovered");
        final int[] tries = {0};
        assertTrue(
                // Now and then the loop rests, and so nothing is there
                Kymo.await(() -> differs(desktop, png, near, spans, x - 60 + 17 * (tries[0]++ % 8), y)),
                "nothing is shown of what the mouse is over");
    }

    private static boolean differs(
            final Desktop desktop,
            final Path png,
            final Desktop.Shot before,
            final int[] place,
            final int mouseX,
            final int mouseY) {
        try {
            desktop.input("mousemove", Integer.toString(mouseX), Integer.toString(mouseY));
            final Desktop.Shot now = desktop.shoot(png);
            int count = 0;
            for (int y = place[1] + TAB_BAR; y < place[1] + place[3]; y++) {
                for (int x = place[0]; x < place[0] + place[2]; x++) {
                    count += before.at(x, y) == now.at(x, y) ? 0 : 1;
                }
            }
            return count > 2_000;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Desktop.Shot awaitColours(
            final Desktop desktop, final String name, final int[] place, final int colours) throws IOException {
        final Path png = ShownWindow.kept(name);
        final Desktop.Shot[] last = new Desktop.Shot[1];
        final boolean came = Kymo.await(() -> {
            try {
                last[0] = desktop.shoot(png);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            final Set<Integer> found = new HashSet<>();
            for (int y = place[1] + TAB_BAR; y < place[1] + place[3]; y++) {
                for (int x = place[0]; x < place[0] + place[2]; x++) {
                    found.add(last[0].at(x, y));
                }
            }
            return found.size() > colours;
        });
        assertTrue(came, name + ": fewer than " + colours + " colours");
        return last[0];
    }
}
