package dev.kymo.importer;

import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.GeoPoints;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.TextLogLevel;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;

/// Places on the globe, motion, lines of logs and text in messages.
final class PlainMessages {
    private static final SeriesLines XYZ = SeriesLines.update().names("x", "y", "z");
    private static final SeriesLines XYZW = SeriesLines.update().names("x", "y", "z", "w");
    /// Foxglove's levels count from 0, ROS 1 has bits, ROS 2 tens.
    private static final int FOXGLOVE_DEBUG = 1;

    private static final int FOXGLOVE_INFO = 2;
    private static final int FOXGLOVE_WARNING = 3;
    private static final int FOXGLOVE_ERROR = 4;
    private static final int FOXGLOVE_FATAL = 5;

    private PlainMessages() {}

    static double[] xyz(final Struct vector) {
        return new double[] {vector.number("x"), vector.number("y"), vector.number("z")};
    }

    /// Three or four numbers as lines of a plot.
    static void series(final MessageLog log, final EntityPath entity, final double... values) throws IOException {
        log.describe(entity, values.length == 3 ? XYZ : XYZW);
        log.log(entity, Scalars.of(values));
    }

    static void place(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final double altitude = message.numberOr(Double.NaN, "altitude");
        log.log(
                entity,
                GeoPoints.of(message.number("latitude"), message.number("longitude")),
                FrameMessages.frame(message));
        if (!Double.isNaN(altitude)) {
            log.log(log.child(entity, "altitude"), Scalars.of(altitude));
        }
    }

    static void imu(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final double[] turning = xyz(message.struct("angular_velocity"));
        final double[] acceleration = xyz(message.struct("linear_acceleration"));
        final Struct orientation = message.struct("orientation");
        final double[] turn = {
            orientation.number("x"), orientation.number("y"), orientation.number("z"), orientation.number("w")
        };
        series(log, log.child(entity, "angular_velocity"), turning);
        series(log, log.child(entity, "linear_acceleration"), acceleration);
        series(log, log.child(entity, "orientation"), turn);
    }

    static void text(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        log.log(entity, TextLog.of(message.text("data")));
    }

    static void log(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final String text = message.text("message", "msg");
        final String source = message.get("name") instanceof final String name && !name.isEmpty() ? name + ": " : "";
        log.log(entity, TextLog.of(level(message.integer("level"), message.has("message")), source + text));
    }

    /// @param isFoxglove whose numbers these are
    private static String level(final int level, final boolean isFoxglove) {
        if (isFoxglove) {
            return switch (level) {
                case FOXGLOVE_DEBUG -> TextLogLevel.DEBUG;
                case FOXGLOVE_INFO -> TextLogLevel.INFO;
                case FOXGLOVE_WARNING -> TextLogLevel.WARN;
                case FOXGLOVE_ERROR -> TextLogLevel.ERROR;
                case FOXGLOVE_FATAL -> TextLogLevel.CRITICAL;
                default -> TextLogLevel.INFO;
            };
        }
        return switch (level) {
            case 1, 10 -> TextLogLevel.DEBUG;
            case 4, 30 -> TextLogLevel.WARN;
            case 8, 40 -> TextLogLevel.ERROR;
            case 16, 50 -> TextLogLevel.CRITICAL;
            default -> TextLogLevel.INFO;
        };
    }
}
