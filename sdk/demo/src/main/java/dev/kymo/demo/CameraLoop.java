package dev.kymo.demo;

import dev.kymo.demo.robot.CameraPicture;
import dev.kymo.demo.robot.Pose;
import dev.kymo.demo.world.World;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.store.model.EntityPath;
import java.util.function.BooleanSupplier;

/// Ten pictures a second, half-way between the turns of the LiDAR.
final class CameraLoop implements Producer.Loop {
    static final String COST = "plots/robot/camera_ms";

    private static final long PERIOD_NS = 100_000_000;

    private final World world;
    private final CountedRecording recording;
    private final long startEpochNs;
    private final EntityPath image = EntityPath.parse("world/robot/camera/image");
    private final ScalarStream cost;

    CameraLoop(final World world, final CountedRecording recording, final long startEpochNs) {
        this.world = world;
        this.recording = recording;
        this.startEpochNs = startEpochNs;
        cost = recording.scalar(COST);
    }

    @Override
    public void run(final BooleanSupplier isStopped) {
        final CameraPicture picture = new CameraPicture(world);
        final Pose pose = new Pose();
        final Ticker ticker = new Ticker(startEpochNs, PERIOD_NS, PERIOD_NS / 2, isStopped);
        final Lateness lateness = new Lateness(recording, "camera", "pictures");
        while (ticker.await()) {
            final long beganNs = System.nanoTime();
            pose.set(world, ticker.timeS());
            picture.render(pose, ticker.timeS());
            final double costMs = (System.nanoTime() - beganNs) / 1e6;
            recording.setTime(ticker.timeNs());
            recording.log(image, Image.rgb8(picture.pixels(), CameraPicture.WIDTH, CameraPicture.HEIGHT));
            recording.log(cost, costMs);
            lateness.check(ticker, costMs);
            ticker.done();
        }
    }
}
