package dev.kymo.perf.suite;

import dev.kymo.perf.picture.FrameSide;
import dev.kymo.perf.picture.PointsSide;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `points` and `frame`, in their simplest form.
final class PictureSuites {
    private static final double MS = 1e6;

    private PictureSuites() {}

    static Suite points() {
        return new Suite(
                "points",
                "The cost of drawing a cloud, all points every frame",
                List.of(Case.of(
                                PointsSide.DOTS,
                                "10 M random points (quick: 1 M), one dot each, 1920×1080, drawn and read back",
                                "frame")
                        .withWarmRounds(1)),
                List.of(
                        Peer.of(
                                Suite.KYMO,
                                Home.OWN,
                                "HeadlessRenderer on the device that the environment names, no multisampling.",
                                "The viewer's own renderer."),
                        Peer.of(
                                "point-list",
                                Home.OWN,
                                "Vulkan's point primitive on the same driver.",
                                "What every program gets from the driver without writing a rasteriser.")),
                List.of(),
                List.of(
                        new Reference(
                                PointsSide.DOTS,
                                "point-list, ParaView, CloudCompare",
                                "4680, 4529 and about 2530 CPU ms per frame of 10 M points on lavapipe, 2 cores (measured "
                                        + "earlier, a busy machine)"),
                        new Reference(
                                PointsSide.DOTS, "rerun", "35 M points just under 300 ms per frame (published, 2024)")),
                "Every point is projected every frame: there is no level of detail yet.",
                "");
    }

    static Suite frame() {
        return new Suite(
                "frame",
                "The viewer's own frame without a window: the store is asked, draw data are made, a picture is drawn",
                List.of(
                        Case.of(
                                        FrameSide.NONE_CHANGING,
                                        "5000 transformed entities (quick: 1000), the cursor stands still, 640×360",
                                        "frame")
                                .withWarmRounds(1),
                        Case.of(
                                        FrameSide.ALL_CHANGING,
                                        "5000 transformed entities (quick: 1000), another time each frame, 640×360",
                                        "frame")
                                .withWarmRounds(1)),
                List.of(Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "SceneBuilder, Composition, HeadlessRenderer, the device that the environment names.",
                        "What a screenshot does; there is no other program to draw the same entities beside it.")),
                List.of(
                        Goal.atMost("none changing: CPU ≤ 1 ms", FrameSide.NONE_CHANGING, "cpu_ns_per_op", MS),
                        Goal.atMost("all changing: CPU ≤ 8 ms", FrameSide.ALL_CHANGING, "cpu_ns_per_op", 8 * MS)),
                List.of(),
                "Every entity is asked for anew and gets draw data of its own each frame; on a software driver the CPU also "
                        + "draws.",
                "");
    }
}
