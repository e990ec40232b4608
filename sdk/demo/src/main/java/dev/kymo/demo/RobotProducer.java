package dev.kymo.demo;

import dev.kymo.demo.robot.CameraPicture;
import dev.kymo.demo.robot.LidarScan;
import dev.kymo.demo.world.World;
import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.FillMode;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.ViewCoordinates;

/// A robot that drives around a block of houses, with a LiDAR, a camera, poses, plots and a log.
///
/// | entity | what | how often |
/// |---|---|---|
/// | `/world` | view coordinates | static |
/// | `/world/robot` | pose | 100 a second |
/// | `/world/robot/body` | a box | static |
/// | `/world/robot/lidar` | mount (static), points and colours of a turn, in its axes | 10 a second |
/// | `/world/robot/camera` | mount | static |
/// | `/world/robot/camera/image` | pinhole (static), image | 10 a second |
/// | `/world/objects` | boxes around what the LiDAR hits | 10 a second |
/// | `/world/trail` | the last minute's way | 5 a second |
/// | `/plots/robot/…` | speed, yaw rate: 200 a second; cost of a turn and a picture: 10 | |
/// | `/latency/control_loop_ms` | from when a tick (or those left out before it) was due until it was done, in
/// milliseconds | 1000 a second |
/// | `/logs/control` | a tick that overran because it was told to | once |
/// | `/logs/robot`, `/description` | events; what this is (static) | |
///
/// Timelines: `log_time`; `time`, since the start of the demo; `seq`, a number for each row from 1
/// unless told otherwise. Static
/// rows have none of them and are not counted.
public final class RobotProducer {
    private static final long FIRST_NUMBER = 1;
    private static final long SEED = 7;
    private static final String DESCRIPTION = """
            # A robot goes round the block

            A small vehicle drives along a street, slower in bends, and logs over **shared memory** while it does.

            | entity | what it is |
            |---|---|
            | `/world/robot` | its pose, 100 times a second |
            | `/world/robot/lidar` | a LiDAR of 128 beams: more than 100,000 points a turn, 10 turns a second |
            | `/world/robot/camera/image` | a camera of 320 × 240 pixels, 10 pictures a second |
            | `/world/objects` | what the LiDAR has hit often enough to be sure of it |
            | `/world/trail` | where it was in the last minute |
            | `/plots/robot` | speed and yaw rate |
            | `/latency/control_loop_ms` | its control loop, 1000 times a second: how late each tick was done, once it is warm |
            | `/logs/robot`, `/logs/control` | what it noticed |

            Distances are real: each point is a ray cast against ground, houses, trees, cars and people on foot.
            """;

    private RobotProducer() {}

    public static void main(final String[] arguments) {
        final int status = Producer.run("robot", FIRST_NUMBER, RobotProducer::prepare, arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static void prepare(final Producer producer, final CountedRecording recording) {
        logStatics(recording);
        final World world = World.of(SEED);
        final long startEpochNs = producer.options().startEpochNs();
        producer.add("kymo-demo-control", new ControlLoop(world, recording, producer.options()));
        producer.add("kymo-demo-lidar", new LidarLoop(world, recording, startEpochNs));
        producer.add("kymo-demo-camera", new CameraLoop(world, recording, startEpochNs));
    }

    private static void logStatics(final CountedRecording recording) {
        recording.logStatic("description", TextDocument.markdown(DESCRIPTION));
        recording.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP);
        recording.logStatic(
                "world/robot/body",
                Boxes3D.fromCentersAndHalfSizes(
                                new float[] {0, 0, 0.45f, 0, 0, 1.02f, 0, 0, 1.35f},
                                new float[] {0.55f, 0.35f, 0.3f, 0.06f, 0.06f, 0.27f, 0.1f, 0.1f, 0.07f})
                        .colors(Color.rgb(255, 170, 60), Color.rgb(120, 125, 130), Color.rgb(40, 45, 50))
                        .fillMode(FillMode.SOLID));
        recording.logStatic("world/robot/lidar", Transform3D.fromTranslation(0, 0, LidarScan.MOUNT_Z_M));
        recording.logStatic(
                "world/robot/camera",
                Transform3D.fromPose(
                        new float[] {CameraPicture.MOUNT_X_M, 0, CameraPicture.MOUNT_Z_M},
                        CameraPicture.mountQuaternion()));
        recording.logStatic(
                "world/robot/camera/image",
                Pinhole.of(CameraPicture.FOCAL_LENGTH, CameraPicture.WIDTH, CameraPicture.HEIGHT)
                        .imagePlaneDistance(1.5f));
        line(recording, ControlLoop.SPEED, "speed [m/s]", Color.rgb(90, 200, 250));
        line(recording, ControlLoop.YAW_RATE, "yaw rate [rad/s]", Color.rgb(255, 179, 64));
        line(recording, ControlLoop.LATENCY, "control loop [ms]", Color.rgb(255, 99, 110));
        line(recording, LidarLoop.COST, "LiDAR turn [ms]", Color.rgb(120, 220, 130));
        line(recording, CameraLoop.COST, "camera picture [ms]", Color.rgb(190, 140, 255));
    }

    private static void line(final CountedRecording recording, final String path, final String name, final int color) {
        recording.logStatic(path, SeriesLines.update().names(name).colors(color));
    }
}
