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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
/// | `warm ROUND_NS LEAST_NS MOST_NS` | `warmed UNITS`: pieces of work that make a round so long, or `error REASON` |
/// | `round UNITS` | `sample …` ([SampleLine]) or `error REASON` |
/// | `profile` | `ok`; what follows is sampled |
/// | `profiled` | `hot SHARE METHOD` for each of the places with most samples, `alloc …`, then `ok` |
/// | `close` | ends the process |
///
/// With `--reader`, the process is the other end of a side that has one: `open CASE` → `ready`, `end` → `ended`, until
/// its input ends.
public final class WorkerMain {
    private static final Logger LOG = Logger.getLogger(WorkerMain.class.getName());
    private static final int READER_CORE = 1;
    private static final int MAX_GIVEN = 4;
    private static final int SPINS = 10;
    private static final int YIELDS = 5;
    private static final long MIN_PARK_NS = 20_000;
    private static final long MAX_PARK_NS = 200_000;

    private final PrintStream answers;
    private final BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /// For the reading process: commands that its watching thread has read.
    private final BlockingQueue<String> given = new ArrayBlockingQueue<>(MAX_GIVEN);

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
            System.exit(1);
        }
        // Libraries may have left threads behind that would keep the process, and files that go only at an orderly
        // exit.
        System.exit(0);
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
                } else if (line.startsWith("warm ")) {
                    warm(side, sample, line.split(" "));
                } else if (line.startsWith("round ")) {
                    round(side, sample, Integer.parseInt(line.substring("round ".length())));
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
            final long answer = side.prepare(bench);
            // What making the data left behind is not to be collected in a round.
            System.gc();
            answers.println("answer " + answer);
        } catch (final UnavailableException e) {
            answers.println("missing " + e.getMessage());
        } catch (final Exception | LinkageError | AssertionError e) {
            fail(e);
        }
    }

    private void warm(final Side side, final Sample sample, final String[] words) {
        try {
            final WarmUp warmUp = new WarmUp(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    side.leastUnits(),
                    side.warmUnits(),
                    side.maxUnits());
            do {
                sample.clear();
                final long beganNs = System.nanoTime();
                side.round(sample, warmUp.units());
                warmUp.add(System.nanoTime() - beganNs);
            } while (!warmUp.isDone());
            answers.println("warmed " + warmUp.units());
        } catch (final Exception | LinkageError | AssertionError e) {
            fail(e);
        }
    }

    private void round(final Side side, final Sample sample, final int units) {
        sample.clear();
        try {
            side.round(sample, units);
            answers.println(SampleLine.format(sample));
        } catch (final Exception | LinkageError | AssertionError e) {
            fail(e);
        }
    }

    private void read(final String suite, final String name) throws Exception {
        final Thread watcher = new Thread(this::watch, "bench-reader-commands");
        watcher.setDaemon(true);
        watcher.start();
        while (true) {
            final String line = given.take();
            if (line.startsWith("open ")) {
                readCase(suite, name, CaseSpec.parse(line.substring("open ".length())));
                answers.println("ended");
            } else {
                throw new IllegalArgumentException("unknown command: " + line);
            }
        }
    }

    private void readCase(final String suite, final String name, final CaseSpec bench) throws Exception {
        RowReader found = null;
        for (final SideProvider provider : ServiceLoader.load(SideProvider.class)) {
            if (found == null) {
                found = provider.findReader(suite, name).orElse(null);
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("suite " + suite + ", side " + name + " has no reader");
        }
        Libc.unpinThread();
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

    /// Until the case ends. The same idling for all: a few spins, then yields, then parks that grow to 0.2 ms, as a
    /// recorder does that is awake; or, in cases that say so, nothing but spins.
    private void drain(final RowReader reader, final Tally tally, final boolean spins) throws Exception {
        final IdleStrategy idle =
                spins ? new BusySpinIdleStrategy() : new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
        while (true) {
            final int rows = reader.poll();
            if (rows > 0) {
                tally.publish();
            } else if (!given.isEmpty() && given.remove().equals("end")) {
                return;
            }
            idle.idle(rows);
        }
    }

    /// The writer closes the reader's input when it is done with it, or dies.
    private void watch() {
        try {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                given.put(line);
            }
        } catch (final IOException isClosed) {
            LOG.log(Level.FINE, "input", isClosed);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }
}
