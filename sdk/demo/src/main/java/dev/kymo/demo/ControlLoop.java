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

/// The robot's control loop, 1000 ticks a second: each logs how late it was done, after a second of warm-up, every
/// fifth speed and yaw
/// rate, every tenth the pose, now and then the trail. Once, at a moment it was told, a tick stalls.
final class ControlLoop implements Producer.Loop {
    static final String SPEED = "plots/robot/speed";
    static final String YAW_RATE = "plots/robot/yaw_rate";
    static final String LATENCY = "latency/control_loop_ms";

    private static final long PERIOD_NS = 1_000_000;
    private static final int TICKS_A_MOTION = 5;
    private static final int TICKS_A_POSE = 10;
    private static final int TICKS_A_TRAIL_POINT = 200;
    private static final int TRAIL_POINTS = 300;
    /// While the JVM compiles the loop, its lateness says nothing of the loop, and dwarfs what comes later.
    private static final long WARM_UP_NS = 1_000_000_000;
    private static final long STALL_NS = 5_000_000;
    /// Later than this the loop says so, at most once in a while.
    private static final double LATE_MS = 50;

    private static final long QUIET_NS = 5_000_000_000L;

    private final World world;
    private final CountedRecording recording;
    private final long startEpochNs;
    private final EntityPath robot = EntityPath.parse("world/robot");
    private final EntityPath trail = EntityPath.parse("world/trail");
    private final EntityPath log = EntityPath.parse("logs/robot");
    private final EntityPath control = EntityPath.parse("logs/control");
    private final ScalarStream speed;
    private final ScalarStream yawRate;
    private final ScalarStream latency;
    private final Pose pose = new Pose();
    private final float[] xyz = new float[3];
    private final float[] quaternion = new float[4];
    private final float[] trailXyz = new float[3 * TRAIL_POINTS];
    private int trailPoints;
    private long lap = -1;
    private long quietUntilNs;
    private long firstNs = Long.MAX_VALUE;
    private long stallAtNs;
    private long nextMotionTick;
    private long nextPoseTick;
    private long nextTrailTick;

    ControlLoop(final World world, final CountedRecording recording, final Options options) {
        this.world = world;
        this.recording = recording;
        startEpochNs = options.startEpochNs();
        stallAtNs = options.stallAtNs();
        speed = recording.scalar(SPEED);
        yawRate = recording.scalar(YAW_RATE);
        latency = recording.scalar(LATENCY);
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
        firstNs = Math.min(firstNs, ticker.timeNs());
        recording.setTime(ticker.timeNs());
        pose.set(world, ticker.timeS());
        final boolean isStalled = ticker.timeNs() >= stallAtNs;
        if (isStalled) {
            stallAtNs = Options.NO_STALL;
            stall();
        }
        final double lateMs = ticker.overdueNs() / 1e6;
        if (isStalled || ticker.timeNs() - firstNs >= WARM_UP_NS) {
            recording.log(latency, lateMs);
        }
        if (isStalled) {
            recording.event(
                    control, TextLogLevel.WARN, String.format(Locale.ROOT, "control loop overran: %.1f ms", lateMs));
        }
        final long tick = ticker.tick();
        // The next multiple rather than a remainder of 0: that tick may be one of those left out
        if (tick >= nextMotionTick) {
            nextMotionTick = following(tick, TICKS_A_MOTION);
            recording.log(speed, pose.speedMS());
            recording.log(yawRate, pose.yawRateRadS());
        }
        if (tick >= nextPoseTick) {
            nextPoseTick = following(tick, TICKS_A_POSE);
            logPose();
        }
        if (tick >= nextTrailTick) {
            nextTrailTick = following(tick, TICKS_A_TRAIL_POINT);
            logTrail();
        }
        announce(ticker, ticker.latenessNs() / 1e6);
    }

    private static long following(final long tick, final int step) {
        return (tick / step + 1) * step;
    }

    /// Keeps the thread busy, as a computation that takes longer than it may.
    private static void stall() {
        final long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < STALL_NS) {
            Thread.onSpinWait();
        }
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
