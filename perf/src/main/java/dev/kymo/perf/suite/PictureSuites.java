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
    private static final String PARAVIEW = "paraview";
    private static final String LIST = "point-list";

    private PictureSuites() {}

    static Suite points() {
        return new Suite(
                        "points",
                        "The cost of drawing a cloud, all points every frame",
                        List.of(Case.of(
                                PointsSide.DOTS,
                                "10 M random points (quick: 1 M), one dot each, 1920×1080, drawn and read back",
                                "frame")),
                        pointSides(),
                        pointGoals(),
                        List.of(
                                new Reference(
                                        PointsSide.DOTS,
                                        "POINT_LIST, ParaView, CloudCompare",
                                        "4680, 4529 and about 2530 CPU ms per frame of 10 M points on lavapipe, 2 cores (measured "
                                                + "earlier, a busy machine)"),
                                new Reference(
                                        PointsSide.DOTS,
                                        "rerun",
                                        "35 M points just under 300 ms per frame (published, 2024)")),
                        "Every point is projected every frame: there is no level of detail yet.",
                        "")
                .lackingYet(
                        "autzen-10m, level of detail, 1 G points",
                        "there is no level of detail yet",
                        "cloudcompare",
                        "its command line loads and saves clouds and draws none; it has no way to draw a frame without its window; the reference is by hand");
    }

    private static List<Peer> pointSides() {
        return List.of(
                Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "HeadlessRenderer on the device that the environment names, no multisampling.",
                        "The viewer's own renderer."),
                Peer.of(
                        LIST,
                        Home.OWN,
                        "VK_PRIMITIVE_TOPOLOGY_POINT_LIST on the same driver, one draw, points of one pixel, depth tested; "
                                + "positions and colours read by device address; 99.5 % of its pixels are checked to be Kymo's; "
                                + "it clears where Kymo draws a background.",
                        "What every program gets from the driver without writing a rasteriser; the leanest shaders that "
                                + "make the picture."),
                Peer.of(
                        PARAVIEW,
                        Home.PARAVIEW,
                        "pvbatch under Xvfb, Mesa's OpenGL on the same two cores; one cell of all points, one pixel each, "
                                + "colours as bytes without a table or light, no FXAA; Render, not read back.",
                        "What ConvertToPointCloud makes, without its time, and the cheapest display ParaView has; pictures "
                                + "are alike to the eye, not compared by pixels (other rounding)."));
    }

    private static List<Goal> pointGoals() {
        return List.of(
                Goal.timesPeer(
                        "brute force: ≥ 10 × less CPU than POINT_LIST", PointsSide.DOTS, "cpu_ns_per_op", LIST, 0.1),
                Goal.timesPeer(
                        "brute force: ≥ 10 × less CPU than ParaView", PointsSide.DOTS, "cpu_ns_per_op", PARAVIEW, 0.1),
                Goal.timesPeer("beats POINT_LIST", PointsSide.DOTS, Case.TYPICAL, LIST, 1));
    }

    static Suite frame() {
        return new Suite(
                        "frame",
                        "The viewer's own frame without a window: the store is asked, draw data are made, a picture is drawn",
                        List.of(
                                Case.of(
                                        FrameSide.NONE_CHANGING,
                                        "5000 transformed entities (quick: 1000), the cursor stands still, 640×360",
                                        "frame"),
                                Case.of(
                                        FrameSide.ONE_CHANGING,
                                        "the same, one of them logged anew before each frame (not timed)",
                                        "frame"),
                                Case.of(
                                        FrameSide.ALL_CHANGING,
                                        "5000 transformed entities (quick: 1000), another time each frame, 640×360",
                                        "frame")),
                        List.of(
                                Peer.of(
                                        Suite.KYMO,
                                        Home.OWN,
                                        "SceneBuilder, Composition, HeadlessRenderer, the device that the environment names.",
                                        "What a screenshot does; there is no other program to draw the same entities beside it.")),
                        List.of(
                                Goal.atMost("none changing: CPU ≤ 1 ms", FrameSide.NONE_CHANGING, "cpu_ns_per_op", MS),
                                Goal.atMost(
                                        "one changing: CPU ≤ 2 ms", FrameSide.ONE_CHANGING, "cpu_ns_per_op", 2 * MS),
                                Goal.atMost(
                                        "all changing: CPU ≤ 8 ms", FrameSide.ALL_CHANGING, "cpu_ns_per_op", 8 * MS)),
                        List.of(),
                        "Every entity is asked for anew and gets draw data of its own each frame; on a software driver the CPU also "
                                + "draws.",
                        "")
                .lackingYet(
                        "150-live-scalars",
                        "plots are drawn by the window's panels, which have no form without a window",
                        "10-camera-rig, phases by GPU timestamps",
                        "the headless renderer reports no phases");
    }
}
