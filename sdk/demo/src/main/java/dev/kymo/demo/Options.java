package dev.kymo.demo;

import java.nio.file.Path;
import java.util.UUID;

/// What a producer was asked to do.
///
/// @param seconds how long to log; 0 until it is told to end
/// @param recording the recording's id; the same for producers that fill one together
/// @param application the recording's application id
/// @param folder where `committed-NAME.txt` goes
/// @param name of the producer
/// @param startEpochNs where the `time` timeline begins, in nanoseconds since the Unix epoch
/// @param firstNumber of the rows that are counted
/// @param stallAtNs when on the `time` timeline the control loop stalls once; [#NO_STALL] for never
record Options(
        double seconds,
        String recording,
        String application,
        Path folder,
        String name,
        long startEpochNs,
        long firstNumber,
        long stallAtNs) {
    static final long NO_STALL = Long.MAX_VALUE;

    static final String USAGE = """
            options: [--seconds N] [--recording ID] [--app NAME] [--out DIR] [--name NAME] [--start EPOCH_NS]
                     [--first-number N] [--stall-at SECONDS]
              --seconds N      how long to log; 0 (the default) until SIGTERM or Ctrl-C
              --recording ID   log to this recording, together with others; a new one when not given
              --app NAME       application id; kymo_demo when not given
              --out DIR        where committed-NAME.txt goes; the working directory when not given
              --name NAME      what this producer is called there and in its report
              --start EPOCH_NS where the timeline `time` begins; now when not given
              --first-number N number of the first row on the timeline `seq`: a program that goes on for one that
                               died takes numbers which that one has not used
              --stall-at S     the robot's control loop stalls for 5 ms once, at S on the timeline `time`""";

    /// @throws IllegalArgumentException for anything that is not an option, or has no or a bad value; says which
    static Options parse(final String defaultName, final long defaultFirstNumber, final String... arguments) {
        double seconds = 0;
        String recording = UUID.randomUUID().toString();
        String application = "kymo_demo";
        Path folder = Path.of("");
        String name = defaultName;
        long startEpochNs = Ticker.epochNs();
        long firstNumber = defaultFirstNumber;
        long stallAtNs = NO_STALL;
        for (int i = 0; i < arguments.length; i += 2) {
            final String option = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(option + ": no such option, or its value is missing");
            }
            final String value = arguments[i + 1];
            switch (option) {
                case "--seconds" -> seconds = seconds(option, value);
                case "--recording" -> recording = value;
                case "--app" -> application = value;
                case "--out" -> folder = Path.of(value);
                case "--name" -> name = fileName(value);
                case "--start" -> startEpochNs = epochNs(value);
                case "--first-number" -> firstNumber = number(value);
                case "--stall-at" -> stallAtNs = (long) (seconds(option, value) * 1e9);
                default -> throw new IllegalArgumentException(option + ": no such option");
            }
        }
        return new Options(seconds, recording, application, folder, name, startEpochNs, firstNumber, stallAtNs);
    }

    private static double seconds(final String option, final String value) {
        try {
            final double seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds < 1e9) {
                return seconds;
            }
        } catch (final NumberFormatException notANumber) {
            throw new IllegalArgumentException(option + " " + value + ": expected a number", notANumber);
        }
        throw new IllegalArgumentException(option + " " + value + ": expected 0 or more, and less than 1e9");
    }

    private static long epochNs(final String value) {
        try {
            return Long.parseLong(value);
        } catch (final NumberFormatException notANumber) {
            throw new IllegalArgumentException("--start " + value + ": expected nanoseconds since 1970", notANumber);
        }
    }

    private static long number(final String value) {
        if (value.matches("[0-9]{1,18}")) {
            return Long.parseLong(value);
        }
        throw new IllegalArgumentException("--first-number " + value + ": expected a whole number, 0 or more");
    }

    private static String fileName(final String value) {
        if (!value.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("--name " + value + ": expected letters, digits, . _ and -");
        }
        return value;
    }
}
