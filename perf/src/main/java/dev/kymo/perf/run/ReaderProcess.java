package dev.kymo.perf.run;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The reading process of a side that has one, started by its writing process.
public final class ReaderProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private final Lines lines;
    private final Tally tally;

    private ReaderProcess(final Lines lines, final Tally tally) {
        this.lines = lines;
        this.tally = tally;
    }

    /// Starts it and waits until it is ready.
    ///
    /// @throws IOException when it does not get ready; says why
    public static ReaderProcess start(final CaseSpec bench, final String side) throws IOException {
        final Tally tally = new Tally(bench.folder());
        final Lines lines = Lines.start(
                Jvm.command(
                        Jvm.classPath(), "1g", List.of(WorkerMain.class.getName(), "--reader", bench.suite(), side)),
                bench.folder().resolve("reader.log"));
        try {
            lines.say("open " + bench.toLine());
            final String answer = lines.hear(START_PATIENCE);
            if (!answer.equals("ready")) {
                throw new IOException("reader of " + side + ": " + answer);
            }
            return new ReaderProcess(lines, tally);
        } catch (final IOException e) {
            lines.close();
            tally.close();
            throw e;
        }
    }

    /// What it has taken.
    public Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        lines.close();
        tally.close();
    }
}
