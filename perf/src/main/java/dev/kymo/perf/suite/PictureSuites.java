package dev.kymo.perf.suite;

import dev.kymo.perf.picture.CameraRigSide;
import dev.kymo.perf.picture.CloudFramesSide;
import dev.kymo.perf.picture.ColdCloudsSide;
import dev.kymo.perf.picture.FirstPictureSide;
import dev.kymo.perf.picture.FrameSide;
import dev.kymo.perf.picture.LevelsSide;
import dev.kymo.perf.picture.LiveScalarsSide;
import dev.kymo.perf.picture.LodBuildSide;
import dev.kymo.perf.picture.PointsSide;
import dev.kymo.perf.suite.Suite.Case;
import dev.kymo.perf.suite.Suite.Home;
import dev.kymo.perf.suite.Suite.Peer;
import dev.kymo.perf.suite.Suite.Reference;
import java.util.List;

/// `points`, `frame` and `clouds`, in their simplest form.
final class PictureSuites {
    private static final double MS = 1e6;
    private static final String OWN_CPU = "own_cpu_ns";
    private static final String PARAVIEW = "paraview";
    private static final String LIST = "point-list";
    private static final String BRUTE_FORCE = "brute-force";
    private static final String CLOUD_COMPARE = "cloudcompare";

    private PictureSuites() {}

    static Suite points() {
        return new Suite(
                        "points",
                        "The cost of drawing a cloud: all points every frame, and by levels of detail",
                        List.of(
                                Case.of(
                                                PointsSide.DOTS,
                                                "10 M random points (quick: 1 M), one dot each, 1920×1080, drawn and read back",
                                                "frame")
                                        .lacking(BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                PointsSide.AUTZEN,
                                                "the 10.65 M points of the airborne scan of Autzen stadium (quick: every tenth), likewise",
                                                "frame")
                                        .lacking(BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                PointsSide.TURN,
                                                "that scan seen from above by parallel rays and turned once about the picture's "
                                                        + "vertical, all points in each frame: what CloudCompare's own test of the "
                                                        + "frame rate draws",
                                                "frame")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE),
                                Case.of(
                                                LevelsSide.MOVING,
                                                "the 10.65 M points of Autzen stadium (10 M made ones where they are not there) by their levels "
                                                        + "of detail, as many points a frame as a window has time for (24 ms by the device's clock, 200,000 at least), cameras all along a flight past ten places, 1920×1080, drawn "
                                                        + "and read back; first the ten places are compared with all points (similarity: structural, "
                                                        + "least and mean of the ten)",
                                                "frame")
                                        .lacking(PARAVIEW, CLOUD_COMPARE),
                                Case.of(
                                                LevelsSide.REFINING,
                                                "the same at rest at the ten places, as a window shows it: each of the frames, 500,000 points "
                                                        + "more in each, until points are 0.7 pixels apart, 6 M at most; the last of "
                                                        + "them is compared with the picture that is drawn at once, and has the same pixels",
                                                "frame")
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(LevelsSide.RESTING, "that picture drawn at once, as without a window", "frame")
                                        .lacking(PARAVIEW, CLOUD_COMPARE),
                                Case.of(
                                                LevelsSide.LARGE_MOVING,
                                                "the flight of levels-moving over ten such clouds side by side with noise, 106.5 M points",
                                                "frame")
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(LevelsSide.LARGE_REFINING, "the places of levels-refining in that", "frame")
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(LevelsSide.LARGE_RESTING, "the places of levels-resting in that", "frame")
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                FirstPictureSide.MAPPED,
                                                "the 10.65 M points of Autzen stadium as a recording with its side file: from a device that "
                                                        + "has just been opened to the first picture that a window has of it; the file is opened, "
                                                        + "shaders are compiled, all on the way",
                                                "opening")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                FirstPictureSide.COLD,
                                                "the same with no page of recording and side file in memory",
                                                "opening")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                FirstPictureSide.NEW,
                                                "the same of a recording that has no side file yet: the first sample",
                                                "opening")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                FirstPictureSide.NEW_COLD,
                                                "that with no page of the recording in memory",
                                                "opening")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                FirstPictureSide.IMPORTED,
                                                "the same of a PLY file of that cloud, which is imported first",
                                                "opening")
                                        .withLength(2)
                                        .lacking(PARAVIEW, LIST, BRUTE_FORCE, CLOUD_COMPARE),
                                Case.of(
                                                LodBuildSide.BUILD,
                                                "levels of detail of the same scan (quick: of every tenth point; 10 M random points where the "
                                                        + "sample data is not there), from memory, to a memory file system",
                                                "build")
                                        .withLength(4)
                                        .lacking(LIST, PARAVIEW, BRUTE_FORCE, CLOUD_COMPARE)),
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
                        "Of all points each is projected in every frame. By levels of detail a frame costs its points and what "
                                + "any picture of that size costs: closing gaps, the background, and copying it out.",
                        "")
                .lackingYet(
                        "1 G points",
                        "a command of its own, as it needs minutes and a disk: kymo bench flight --points 1G");
    }

    private static List<Peer> pointSides() {
        return List.of(
                Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "HeadlessRenderer on the device that the environment names, no multisampling; read back, as POINT_LIST is.",
                        "The viewer's own renderer."),
                Peer.of(
                        BRUTE_FORCE,
                        Home.OWN,
                        "Kymo's own renderer with all points in every frame, from the same places.",
                        "What levels of detail are compared with; their pictures are those that should come out."),
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
                        "What ConvertToPointCloud makes, without its time, and the cheapest display ParaView has. Its "
                                + "picture of the scan, compared by hand: 97.9 % of the cloud's pixels have the same colour as "
                                + "Kymo's, 99.5 % differ by 8 of 255 at most, similarity 0.997 (other rounding)."),
                Peer.of(
                        CLOUD_COMPARE,
                        Home.CLOUD_COMPARE,
                        "Its window on a display that nobody sees, 1920×1080 of it for the cloud, Mesa's OpenGL on the same two "
                                + "cores; its own test of the frame rate, begun by keys: 51 pictures and one more at its end; "
                                + "processor time of its process without the display's.",
                        "It draws nothing without a window; what it shows its users, with its defaults. Its first picture compared "
                                + "by hand: similarity 0.93 to Kymo's where the cloud is (its scale is known to a quarter of a "
                                + "pixel)."));
    }

    private static List<Goal> pointGoals() {
        return List.of(
                Goal.timesPeer(
                        "brute force: ≥ 10 × less CPU than POINT_LIST", PointsSide.DOTS, "cpu_ns_per_op", LIST, 0.1),
                Goal.timesPeer(
                        "brute force: ≥ 10 × less CPU than ParaView", PointsSide.DOTS, "cpu_ns_per_op", PARAVIEW, 0.1),
                Goal.timesPeer("beats POINT_LIST", PointsSide.DOTS, Case.TYPICAL, LIST, 1),
                Goal.timesPeer(
                        "Autzen, brute force: ≥ 10 × less CPU than POINT_LIST",
                        PointsSide.AUTZEN,
                        "cpu_ns_per_op",
                        LIST,
                        0.1),
                Goal.timesPeer(
                        "Autzen, brute force: ≥ 10 × less CPU than ParaView",
                        PointsSide.AUTZEN,
                        "cpu_ns_per_op",
                        PARAVIEW,
                        0.1),
                Goal.timesPeer("beats CloudCompare", PointsSide.TURN, Case.TYPICAL, CLOUD_COMPARE, 1),
                Goal.atMost(
                        "levels of detail, 10.65 M points, moving: ≤ 33 ms", LevelsSide.MOVING, Case.TYPICAL, 33 * MS),
                Goal.atMost(
                        "levels of detail, 106.5 M points, moving: ≤ 33 ms",
                        LevelsSide.LARGE_MOVING,
                        Case.TYPICAL,
                        33 * MS),
                Goal.atMost(
                        "levels of detail, 10.65 M points, at rest: ≤ 33 ms",
                        LevelsSide.REFINING,
                        Case.TYPICAL,
                        33 * MS),
                Goal.atMost(
                        "levels of detail, 106.5 M points, at rest: ≤ 33 ms",
                        LevelsSide.LARGE_REFINING,
                        Case.TYPICAL,
                        33 * MS),
                Goal.atLeast(
                        "at rest as alike to all points as 0.95 (SSIM), at each of ten places",
                        LevelsSide.RESTING,
                        "similarity_least",
                        0.95),
                Goal.atMost(
                        "first picture of a mapped cloud: ≤ 500 ms after the device is up",
                        FirstPictureSide.MAPPED,
                        Case.TYPICAL,
                        500 * MS),
                Goal.atMost("the same from the disk: ≤ 500 ms", FirstPictureSide.COLD, Case.TYPICAL, 500 * MS),
                Goal.atMost("the same without a side file: ≤ 500 ms", FirstPictureSide.NEW, Case.TYPICAL, 500 * MS),
                Goal.atMost("that from the disk: ≤ 500 ms", FirstPictureSide.NEW_COLD, Case.TYPICAL, 500 * MS),
                Goal.atLeast(
                        "levels of detail: built at ≥ 10 M points/s",
                        LodBuildSide.BUILD,
                        LodBuildSide.POINTS_PER_S,
                        10e6));
    }

    static Suite clouds() {
        return new Suite(
                "clouds",
                "Clouds that change: another one at each time, every frame another time, 1920×1080",
                List.of(
                        Case.of(
                                CloudFramesSide.MILLION,
                                "1 M points: the sample that a window shows while time runs",
                                "frame"),
                        Case.of(CloudFramesSide.WHOLE_MILLION, "1 M points, all of them drawn", "frame"),
                        Case.of(
                                CloudFramesSide.SAMPLE,
                                "10 M points (quick: 3 M): the sample that a window shows while time runs",
                                "frame"),
                        Case.of(
                                CloudFramesSide.LAST,
                                "the last 100 clouds of 100,000 points together, 10 M: the sample that a window"
                                        + " shows while time runs",
                                "frame"),
                        Case.of(CloudFramesSide.WHOLE, "10 M points (quick: 3 M), all of them drawn", "frame"),
                        Case.of(
                                ColdCloudsSide.COLD,
                                "1 M points, ten clouds a second, of a recording none of which is in memory: as a "
                                        + "window shows them",
                                "frame")),
                List.of(Peer.of(
                        Suite.KYMO,
                        Home.OWN,
                        "SceneView as the window uses it, HeadlessRenderer without multisampling on the device that the "
                                + "environment names; the eye stays where it is.",
                        "The store is asked, the cloud goes to the device, it is drawn and read back.")),
                List.of(
                        Goal.atMost(
                                "1 M points a frame, as a window shows them: ≤ 33 ms",
                                CloudFramesSide.MILLION,
                                Case.TYPICAL,
                                33 * MS),
                        Goal.atMost(
                                "the last 100 clouds, 10 M points, as a window shows them: ≤ 33 ms",
                                CloudFramesSide.LAST,
                                Case.TYPICAL,
                                33 * MS),
                        Goal.atMost(
                                "10 M points a frame, as a window shows them: ≤ 33 ms",
                                CloudFramesSide.SAMPLE,
                                Case.TYPICAL,
                                33 * MS),
                        Goal.atMost(
                                "1 M points a frame from the disk, ten a second: ≤ 33 ms",
                                ColdCloudsSide.COLD,
                                Case.TYPICAL,
                                33 * MS)),
                List.of(),
                "See the phases of a frame: query, scene (the cloud's way to the device), record, wait.",
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
                                        "frame"),
                                Case.of(
                                        FrameSide.ONE_CHANGING,
                                        "the same, one of them logged anew before each frame (not timed)",
                                        "frame"),
                                Case.of(
                                        FrameSide.ALL_CHANGING,
                                        "5000 transformed entities (quick: 1000), another time at random each frame, 640×360",
                                        "frame"),
                                Case.of(
                                                LiveScalarsSide.LIVE,
                                                "150 series that get 1000 numbers a second each, the last 10 s of all reduced to 1200 pixel "
                                                        + "columns, 60 frames a second; what draws lines is not in it",
                                                "frame")
                                        .withLength(5),
                                Case.of(
                                        CameraRigSide.RIG,
                                        "10 cameras, each with 30 new pictures of 640×480 a second, 60 frames a second: ten 2D views of "
                                                + "240×180, and all frustums with their pictures in 3D, 640×360",
                                        "frame")),
                        List.of(Peer.of(
                                Suite.KYMO,
                                Home.OWN,
                                "SceneView, FlatView and SeriesReducer as the window uses them, HeadlessRenderer, the device that "
                                        + "the environment names; the eye stays where it is.",
                                "What the window's frame does but for its panels; there is no other program to draw the same "
                                        + "entities beside it.")),
                        List.of(
                                Goal.atMost("none changing: own CPU ≤ 1 ms", FrameSide.NONE_CHANGING, OWN_CPU, MS),
                                Goal.atMost("one changing: own CPU ≤ 2 ms", FrameSide.ONE_CHANGING, OWN_CPU, 2 * MS),
                                Goal.atMost("all changing: own CPU ≤ 8 ms", FrameSide.ALL_CHANGING, OWN_CPU, 8 * MS),
                                Goal.atMost(
                                        "live scalars on screen ≤ 2 frames after commit",
                                        LiveScalarsSide.LIVE,
                                        CameraRigSide.FRAMES_TO_SCREEN,
                                        2),
                                Goal.atMost(
                                        "camera pictures on screen ≤ 2 frames after commit",
                                        CameraRigSide.RIG,
                                        CameraRigSide.FRAMES_TO_SCREEN,
                                        2)),
                        List.of(),
                        "Own CPU is the process's without the driver's threads, which draw by the processor here, and without the "
                                + "JVM's compilers; both are stated beside (driver_cpu_ns, compiler_cpu_ns). All changing: see the phases; the rows of all entities are asked for and their "
                                + "parts of the scene made in one thread.",
                        "")
                .lackingYet(
                        "lines of 150-live-scalars",
                        "ImPlot draws them in the window's panels, which have no form without a window");
    }
}
