package dev.kymo.perf.run;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reading process of a side that has one, started by its writing process; one case after another.
public final class ReaderProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Lines lines;
    private final String side;
    private @Nullable Tally tally;

    private ReaderProcess(final Lines lines, final String side) {
        this.lines = lines;
        this.side = side;
    }

    /// Starts the process. What it has to say goes into the worker's own log.
    ///
    /// @throws IOException when it can't be started
    public static ReaderProcess start(final CaseSpec bench, final String side) throws IOException {
        return new ReaderProcess(
                Lines.start(
                        Jvm.command(
                                Jvm.classPath(),
                                "1g",
                                List.of(WorkerMain.class.getName(), "--reader", bench.suite(), side)),
                        // Beside the cases' folders, which are deleted.
                        bench.folder().resolveSibling("reader-" + side + ".log")),
                side);
    }

    /// Waits until it is ready for a case.
    ///
    /// @throws IOException when it does not get ready; says why
    public void open(final CaseSpec bench) throws IOException {
        final Tally fresh = new Tally(bench.folder());
        tally = fresh;
        lines.say("open " + bench.toLine());
        expect("ready");
    }

    private void expect(final String wanted) throws IOException {
        final String answer = lines.hear(PATIENCE);
        if (!answer.equals(wanted)) {
            throw new IOException("reader of " + side + ": " + answer);
        }
    }

    /// What it has taken in this case.
    public Tally tally() {
        final Tally current = tally;
        if (current == null) {
            throw new IllegalStateException("no case is open");
        }
        return current;
    }

    /// It lets go of the case; the writer has done so before.
    ///
    /// @throws IOException when it does not
    public void endCase() throws IOException {
        lines.say("end");
        expect("ended");
        tally().close();
        tally = null;
    }

    @Override
    public void close() {
        lines.close();
        if (tally != null) {
            tally.close();
        }
    }
}
