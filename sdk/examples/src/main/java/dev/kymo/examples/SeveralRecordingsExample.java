package dev.kymo.examples;

import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Recordings;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.TextDocument;

/// A recording for each run of a test bench, with properties that tell them apart, and one of the bench itself.
public final class SeveralRecordingsExample {
    private SeveralRecordingsExample() {}

    public static void main(final String[] args) {
        try (var bench = RecordingStream.builder("bench").name("bench").open()) {
            for (int run = 0; run < 3; run++) {
                try (var rec =
                        RecordingStream.builder("bench").name("run " + run).open()) {
                    run(bench, rec, run);
                }
            }
        }
    }

    static void run(final RecordingStream bench, final RecordingStream rec, final int number) {
        Recordings.setGlobal(bench);
        rec.logProperty("run", AnyValues.of().with("number", number).with("load_kg", 2.5 * number));
        rec.logStatic("notes", TextDocument.markdown("# Run " + number + "\nNothing remarkable."));
        try (var _ = Recordings.withThreadLocal(rec)) {
            measure(10);
        }
        measure(1);
    }

    /// Code that is not told where to log: to the thread's recording, else to the bench's.
    private static void measure(final int samples) {
        for (int i = 0; i < samples; i++) {
            Recordings.current().setTimeSequence("sample", i);
            Recordings.current().log("force", Scalars.of(Math.sqrt(i)));
        }
    }
}
