package dev.kymo.perf.run;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.RowReader;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.SideProvider;
import dev.kymo.perf.side.Tally;
import dev.kymo.perf.side.UnavailableException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/// A worker process: one side of one suite. Reads commands from standard input, a line each, and answers on standard
/// output, a line each:
///
/// | command | answer |
/// |---|---|
/// | `prepare CASE` ([CaseSpec#toLine]) | `answer SUM`, `missing REASON` or `error REASON` |
/// | `round` | `sample …` ([SampleLine]) or `error REASON` |
/// | `profile` | `ok`; what follows is sampled |
/// | `profiled` | `hot SHARE METHOD` for each of the places with most samples, `alloc …`, then `ok` |
/// | `close` | ends the process |
///
/// With `--reader`, the process is the other end of a side that has one: `open CASE` → `ready`, and `close`.
public final class WorkerMain {
    private static final Logger LOG = Logger.getLogger(WorkerMain.class.getName());
    private static final int READER_CORE = 1;
    private static final int SPINS = 10;
    private static final int YIELDS = 5;
    private static final long MIN_PARK_NS = 20_000;
    private static final long MAX_PARK_NS = 200_000;

    private final PrintStream answers;
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private WorkerMain(final PrintStream answers) {
        this.answers = answers;
    }

    /// @param arguments the suite and the side; `--reader` before them
    public static void main(final String[] arguments) throws IOException {
        final PrintStream answers =
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // What libraries print must not come among the answers.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        final WorkerMain worker = new WorkerMain(answers);
        try {
            if (arguments[0].equals("--reader")) {
                worker.read(arguments[1], arguments[2]);
            } else {
                worker.serve(arguments[0], arguments[1]);
            }
        } catch (final Exception e) {
            worker.fail(e);
            Runtime.getRuntime().halt(1);
        }
        // Libraries may have left threads behind that would keep the process.
        Runtime.getRuntime().halt(0);
    }

    private void fail(final Throwable e) {
        LOG.log(Level.SEVERE, "failed", e);
        answers.println("error " + oneLine(e));
    }

    private static String oneLine(final Throwable e) {
        final String message = e.getMessage();
        return e.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    private void serve(final String suite, final String name) throws Exception {
        Side found = null;
        for (final SideProvider provider : ServiceLoader.load(SideProvider.class)) {
            if (found == null) {
                found = provider.find(suite, name).orElse(null);
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("suite " + suite + " has no side " + name);
        }
        final Sample sample = new Sample();
        ProfiledRounds profile = null;
        try (Side side = found) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (line.equals("close")) {
                    break;
                } else if (line.startsWith("prepare ")) {
                    prepare(side, CaseSpec.parse(line.substring("prepare ".length())));
                } else if (line.equals("round")) {
                    round(side, sample);
                } else if (line.equals("profile")) {
                    profile = ProfiledRounds.start();
                    answers.println("ok");
                } else if (line.equals("profiled") && profile != null) {
                    profile.finish().forEach(answers::println);
                    answers.println("ok");
                } else {
                    throw new IllegalArgumentException("unknown command: " + line);
                }
            }
        }
    }

    private void prepare(final Side side, final CaseSpec bench) {
        try {
            answers.println("answer " + side.prepare(bench));
        } catch (final UnavailableException e) {
            answers.println("missing " + e.getMessage());
        } catch (final Exception | LinkageError | AssertionError e) {
            fail(e);
        }
    }

    private void round(final Side side, final Sample sample) {
        sample.clear();
        try {
            side.round(sample);
            answers.println(SampleLine.format(sample));
        } catch (final Exception | LinkageError | AssertionError e) {
            fail(e);
        }
    }

    private void read(final String suite, final String name) throws Exception {
        RowReader found = null;
        for (final SideProvider provider : ServiceLoader.load(SideProvider.class)) {
            if (found == null) {
                found = provider.findReader(suite, name).orElse(null);
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("suite " + suite + ", side " + name + " has no reader");
        }
        final CaseSpec bench = CaseSpec.parse(commands.readLine().substring("open ".length()));
        try (RowReader reader = found;
                Tally tally = new Tally(bench.folder())) {
            if (bench.name().contains("clock")) {
                tally.ignoreTimes();
            }
            reader.open(bench, tally);
            Libc.pinThread(READER_CORE);
            answers.println("ready");
            drain(reader, tally, bench.name().contains("spinning"));
        }
    }

    /// The same idling for all: a few spins, then yields, then parks that grow to 0.2 ms, as a recorder does that is
    /// awake; or, in cases that say so, nothing but spins.
    private void drain(final RowReader reader, final Tally tally, final boolean spins) throws Exception {
        final Thread watcher = new Thread(this::endWithInput, "bench-reader-end");
        watcher.setDaemon(true);
        watcher.start();
        final IdleStrategy idle =
                spins ? new BusySpinIdleStrategy() : new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
        while (true) {
            final int rows = reader.poll();
            if (rows > 0) {
                tally.publish();
            }
            idle.idle(rows);
        }
    }

    /// The writer closes the reader's input when it is done with it, or dies.
    private void endWithInput() {
        String line = "";
        while (line != null) {
            try {
                line = commands.readLine();
            } catch (final IOException isClosed) {
                line = null;
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
