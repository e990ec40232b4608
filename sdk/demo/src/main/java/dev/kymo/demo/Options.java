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
record Options(double seconds, String recording, String application, Path folder, String name, long startEpochNs) {
    static final String USAGE = """
            options: [--seconds N] [--recording ID] [--app NAME] [--out DIR] [--name NAME] [--start EPOCH_NS]
              --seconds N      how long to log; 0 (the default) until SIGTERM or Ctrl-C
              --recording ID   log to this recording, together with others; a new one when not given
              --app NAME       application id; kymo_demo when not given
              --out DIR        where committed-NAME.txt goes; the working directory when not given
              --name NAME      what this producer is called there and in its report
              --start EPOCH_NS where the timeline `time` begins; now when not given""";

    /// @throws IllegalArgumentException for anything that is not an option, or has no or a bad value; says which
    static Options parse(final String defaultName, final String... arguments) {
        double seconds = 0;
        String recording = UUID.randomUUID().toString();
        String application = "kymo_demo";
        Path folder = Path.of("");
        String name = defaultName;
        long startEpochNs = Ticker.epochNs();
        for (int i = 0; i < arguments.length; i += 2) {
            final String option = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(option + ": no such option, or its value is missing");
            }
            final String value = arguments[i + 1];
            switch (option) {
                case "--seconds" -> seconds = seconds(value);
                case "--recording" -> recording = value;
                case "--app" -> application = value;
                case "--out" -> folder = Path.of(value);
                case "--name" -> name = fileName(value);
                case "--start" -> startEpochNs = epochNs(value);
                default -> throw new IllegalArgumentException(option + ": no such option");
            }
        }
        return new Options(seconds, recording, application, folder, name, startEpochNs);
    }

    private static double seconds(final String value) {
        try {
            final double seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds < 1e9) {
                return seconds;
            }
        } catch (final NumberFormatException notANumber) {
            throw new IllegalArgumentException("--seconds " + value + ": expected a number", notANumber);
        }
        throw new IllegalArgumentException("--seconds " + value + ": expected 0 or more, and less than 1e9");
    }

    private static long epochNs(final String value) {
        try {
            return Long.parseLong(value);
        } catch (final NumberFormatException notANumber) {
            throw new IllegalArgumentException("--start " + value + ": expected nanoseconds since 1970", notANumber);
        }
    }

    private static String fileName(final String value) {
        if (!value.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("--name " + value + ": expected letters, digits, . _ and -");
        }
        return value;
    }
}
