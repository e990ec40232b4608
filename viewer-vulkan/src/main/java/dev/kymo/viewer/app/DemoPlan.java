package dev.kymo.viewer.app;

import java.nio.file.Path;
import java.util.List;

/// What a demo is to do, and when: in 40 seconds and more a producer dies at 15 s and the control loop stalls at
/// 25 s; in a shorter one both come as much earlier.
///
/// @param seconds how long producers log
/// @param folder of the recording, and of `committed-NAME.txt`, which say what each producer was promised
/// @param sharedMemory the folder of the rings that the recorder takes
public record DemoPlan(double seconds, Path folder, Path sharedMemory) {
    private static final double FULL_SECONDS = 40;
    private static final double KILL_AT_S = 15;
    private static final double STALL_AT_S = 25;

    /// @throws IllegalArgumentException for less than a second or more than a day
    public DemoPlan {
        if (!(seconds >= 1 && seconds <= 86_400)) {
            throw new IllegalArgumentException("seconds=" + seconds + ", expected 1 to 86400");
        }
    }

    /// The recording.
    public Path file() {
        return folder.resolve("demo.rrd");
    }

    /// What to type when it is over.
    public List<String> nextCommands() {
        return List.of("./kymo view " + file(), "./kymo rrd stats " + file());
    }

    private double scaled(final double atS) {
        return Math.min(1, seconds / FULL_SECONDS) * atS;
    }

    /// When one of the producers is killed, in seconds since the demo began.
    public double killAtS() {
        return scaled(KILL_AT_S);
    }

    /// When the robot's control loop stalls, in seconds since the demo began and on the timeline `time`.
    public double stallAtS() {
        return scaled(STALL_AT_S);
    }
}
