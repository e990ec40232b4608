package dev.kymo.demo;

import dev.kymo.demo.robot.Pose;
import dev.kymo.demo.world.World;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.sdk.TextLogLevel;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.model.EntityPath;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// The robot's control loop: 200 times a second speed, yaw rate and its own lateness, every second time the
/// pose, now and then the trail.
final class ControlLoop implements Producer.Loop {
    static final String SPEED = "plots/robot/speed";
    static final String YAW_RATE = "plots/robot/yaw_rate";
    static final String LOOP_ERROR = "plots/robot/loop_error";

    private static final long PERIOD_NS = 5_000_000;
    private static final int TICKS_A_POSE = 2;
    private static final int TICKS_A_TRAIL_POINT = 40;
    private static final int TRAIL_POINTS = 300;
    /// Later than this the loop says so, at most once in a while.
    private static final double LATE_MS = 50;

    private static final long QUIET_NS = 5_000_000_000L;

    private final World world;
    private final CountedRecording recording;
    private final long startEpochNs;
    private final EntityPath robot = EntityPath.parse("world/robot");
    private final EntityPath trail = EntityPath.parse("world/trail");
    private final EntityPath log = EntityPath.parse("logs/robot");
    private final ScalarStream speed;
    private final ScalarStream yawRate;
    private final ScalarStream loopError;
    private final Pose pose = new Pose();
    private final float[] xyz = new float[3];
    private final float[] quaternion = new float[4];
    private final float[] trailXyz = new float[3 * TRAIL_POINTS];
    private int trailPoints;
    private long lap = -1;
    private long quietUntilNs;

    ControlLoop(final World world, final CountedRecording recording, final long startEpochNs) {
        this.world = world;
        this.recording = recording;
        this.startEpochNs = startEpochNs;
        speed = recording.scalar(SPEED);
        yawRate = recording.scalar(YAW_RATE);
        loopError = recording.scalar(LOOP_ERROR);
    }

    @Override
    public void run(final BooleanSupplier isStopped) {
        final Ticker ticker = new Ticker(startEpochNs, PERIOD_NS, 0, isStopped);
        while (ticker.await()) {
            tick(ticker);
            ticker.done();
        }
    }

    private void tick(final Ticker ticker) {
        recording.setTime(ticker.timeNs());
        pose.set(world, ticker.timeS());
        recording.log(speed, pose.speedMS());
        recording.log(yawRate, pose.yawRateRadS());
        final double latenessMs = ticker.latenessNs() / 1e6;
        recording.log(loopError, latenessMs);
        if (ticker.tick() % TICKS_A_POSE == 0) {
            logPose();
        }
        if (ticker.tick() % TICKS_A_TRAIL_POINT == 0) {
            logTrail();
        }
        announce(ticker, latenessMs);
    }

    private void logPose() {
        xyz[0] = pose.x();
        xyz[1] = pose.y();
        xyz[2] = pose.z();
        pose.quaternion(quaternion);
        recording.log(robot, Transform3D.fromPose(xyz, quaternion));
    }

    private void logTrail() {
        if (trailPoints == TRAIL_POINTS) {
            System.arraycopy(trailXyz, 3, trailXyz, 0, 3 * (TRAIL_POINTS - 1));
            trailPoints--;
        }
        trailXyz[3 * trailPoints] = pose.x();
        trailXyz[3 * trailPoints + 1] = pose.y();
        trailXyz[3 * trailPoints + 2] = pose.z() + 0.08f;
        trailPoints++;
        if (trailPoints > 1) {
            recording.log(
                    trail,
                    LineStrips3D.of(trailXyz, 0, trailPoints)
                            .colors(Color.rgb(255, 170, 60))
                            .radii(0.06f));
        }
    }

    private void announce(final Ticker ticker, final double latenessMs) {
        final long nowLap = (long) Math.floor(ticker.timeS() / world.route().lapS());
        if (nowLap != lap) {
            lap = nowLap;
            recording.event(
                    log,
                    TextLogLevel.INFO,
                    String.format(
                            Locale.ROOT,
                            "lap %d begins: %.0f m in %.0f s",
                            lap + 1,
                            world.route().lengthM(),
                            world.route().lapS()));
        }
        if (latenessMs > LATE_MS && ticker.timeNs() >= quietUntilNs) {
            quietUntilNs = ticker.timeNs() + QUIET_NS;
            recording.event(
                    log,
                    TextLogLevel.WARN,
                    String.format(
                            Locale.ROOT,
                            "the control loop woke up %.0f ms late; %d ticks left out so far",
                            latenessMs,
                            ticker.skipped()));
        }
    }
}
