package dev.kymo.demo;

import dev.kymo.demo.robot.LidarScan;
import dev.kymo.demo.robot.Pose;
import dev.kymo.demo.world.Thing;
import dev.kymo.demo.world.World;
import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.sdk.TextLogLevel;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// Ten turns of the LiDAR a second, and boxes around what they hit.
final class LidarLoop implements Producer.Loop {
    static final String COST = "plots/robot/lidar_ms";

    private static final long PERIOD_NS = 100_000_000;
    private static final float[] RADIUS_M = {0.025f};
    /// Fewer points than this may be anything.
    private static final int SURE_POINTS = 40;

    private static final float TOO_NEAR_M = 4.5f;

    private final World world;
    private final CountedRecording recording;
    private final long startEpochNs;
    private final EntityPath lidar = EntityPath.parse("world/robot/lidar");
    private final EntityPath objects = EntityPath.parse("world/objects");
    private final EntityPath log = EntityPath.parse("logs/robot");
    private final ScalarStream cost;
    private final Pose pose = new Pose();
    private final float[] personPose = new float[4];
    private final boolean[] isSeen;
    private final boolean[] isNear;

    LidarLoop(final World world, final CountedRecording recording, final long startEpochNs) {
        this.world = world;
        this.recording = recording;
        this.startEpochNs = startEpochNs;
        cost = recording.scalar(COST);
        isSeen = new boolean[world.things().size()];
        isNear = new boolean[world.things().size()];
    }

    @Override
    public void run(final BooleanSupplier isStopped) {
        final LidarScan scan = new LidarScan(world);
        final Ticker ticker = new Ticker(startEpochNs, PERIOD_NS, 0, isStopped);
        final Lateness lateness = new Lateness(recording, "LiDAR", "turns");
        while (ticker.await()) {
            final long beganNs = System.nanoTime();
            pose.set(world, ticker.timeS());
            scan.turn(pose, ticker.timeS());
            final double costMs = (System.nanoTime() - beganNs) / 1e6;
            recording.setTime(ticker.timeNs());
            recording.log(
                    lidar, Points3D.of(scan.positions()).colors(scan.colors()).radii(RADIUS_M));
            logObjects(scan, ticker.timeS());
            recording.log(cost, costMs);
            lateness.check(ticker, costMs);
            ticker.done();
        }
    }

    private void logObjects(final LidarScan scan, final double timeS) {
        final List<Thing> things = world.things();
        final List<String> labels = new ArrayList<>();
        final float[] centers = new float[3 * things.size()];
        final float[] halfSizes = new float[3 * things.size()];
        final float[] quaternions = new float[4 * things.size()];
        final int[] colors = new int[things.size()];
        for (int i = 0; i < things.size(); i++) {
            if (scan.hits(i) < SURE_POINTS) {
                isNear[i] = false;
                continue;
            }
            final Thing thing = things.get(i);
            personPose[0] = thing.x();
            personPose[1] = thing.y();
            personPose[2] = thing.z();
            personPose[3] = thing.yawRad();
            if (thing.movingIndex() >= 0) {
                world.personAt(thing.movingIndex(), timeS, personPose);
                personPose[2] += thing.z();
            }
            final int at = labels.size();
            System.arraycopy(personPose, 0, centers, 3 * at, 3);
            halfSizes[3 * at] = thing.halfX();
            halfSizes[3 * at + 1] = thing.halfY();
            halfSizes[3 * at + 2] = thing.halfZ();
            quaternions[4 * at + 2] = (float) Math.sin(personPose[3] / 2);
            quaternions[4 * at + 3] = (float) Math.cos(personPose[3] / 2);
            colors[at] = thing.rgba();
            labels.add(thing.name());
            announce(i, thing);
        }
        final int count = labels.size();
        recording.log(
                objects,
                Boxes3D.fromCentersAndHalfSizes(Arrays.copyOf(centers, 3 * count), Arrays.copyOf(halfSizes, 3 * count))
                        .quaternions(Arrays.copyOf(quaternions, 4 * count))
                        .colors(Arrays.copyOf(colors, count))
                        .labels(labels));
    }

    private void announce(final int index, final Thing thing) {
        final double distanceM = Math.hypot(personPose[0] - pose.x(), personPose[1] - pose.y());
        if (!isSeen[index]) {
            isSeen[index] = true;
            recording.event(
                    log,
                    TextLogLevel.INFO,
                    String.format(Locale.ROOT, "%s seen, %.1f m away", thing.name(), distanceM));
        }
        final boolean nowNear = "person".equals(thing.kind()) && distanceM < TOO_NEAR_M;
        if (nowNear && !isNear[index]) {
            recording.event(
                    log, TextLogLevel.WARN, String.format(Locale.ROOT, "%s is near: %.1f m", thing.name(), distanceM));
        }
        isNear[index] = nowNear;
    }
}
