package dev.kymo.viewer.app;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.viewer.app.DemoStatus.Phase;
import dev.kymo.viewer.view.LogLine;
import dev.kymo.viewer.view.LogLines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The demo as it goes: a robot and a machine monitor log, as processes of their own; the monitor is killed with
/// `kill -9` and started again; the robot's control loop stalls once. Meanwhile it is counted whether any row
/// that a producer was promised is missing in the recorder's stores.
///
/// Runs on a thread of its own from [#start] until producers have ended or [#close]; any thread may call the
/// rest, as often as it draws. The recorder is the caller's: it must take the plan's rings already, and outlive
/// this.
public final class DemoStory implements AutoCloseable {
    /// The timeline of moments in the story: nanoseconds since it began.
    public static final String TIMELINE = "time";
    /// Where the stall is seen, as a number and as a line of the log.
    public static final EntityPath LATENCY = EntityPath.parse("latency/control_loop_ms");

    public static final EntityPath CONTROL_LOG = EntityPath.parse("logs/control");

    private static final String APPLICATION = "kymo_demo";
    private static final String OVERRUN = "control loop overran";
    private static final long STEP_MS = 100;
    private static final double NS_PER_S = 1e9;
    /// Producers that start or end so much later than they should never will.
    private static final double EXTRA_SECONDS = 60;
    /// For what was promised last to come out of the rings.
    private static final double DRAIN_SECONDS = 10;

    /// Hears what happens, on the story's thread.
    @FunctionalInterface
    public interface Listener {
        /// @param atS seconds since the demo began
        /// @param what one line
        void happened(double atS, String what);
    }

    private final DemoPlan plan;
    private final Stores stores;
    private final StoreId id;
    private final Listener listener;
    private final DemoProcess.Settings settings;
    private final CommittedCounter counter;
    private final long beganNs = System.nanoTime();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /// In the order in which the counter knows them. Guarded by itself: whoever closes ends all there are.
    private final List<DemoProcess> processes = new ArrayList<>();

    private volatile DemoStatus status;

    // The rest belongs to the story's thread.
    private final LogLines log = new LogLines();
    private Phase phase = Phase.STARTING;
    private String happened = "a robot and a monitor of this machine are being started";
    private DemoCounts counts = DemoCounts.NONE;
    private OptionalLong stallTimeNs = OptionalLong.empty();
    private Optional<String> failure = Optional.empty();
    private double endedS;
    private boolean isRestarted;
    private double producersEndedS = -1;

    private DemoStory(final DemoPlan plan, final Stores stores, final Listener listener) {
        this.plan = plan;
        this.stores = stores;
        this.listener = listener;
        id = StoreId.recording(APPLICATION, UUID.randomUUID().toString());
        counter = new CommittedCounter(stores, id);
        final Instant now = Instant.now();
        settings = new DemoProcess.Settings(
                plan, APPLICATION, id.recordingId(), now.getEpochSecond() * 1_000_000_000L + now.getNano());
        thread = new Thread(this::run, "kymo-demo-story");
        thread.setDaemon(true);
        status = snapshot();
    }

    /// Starts the producers, and the thread that watches them.
    ///
    /// @param stores of the recorder that takes the plan's rings
    /// @throws IOException when a producer can't be started; none is left running then
    public static DemoStory start(final DemoPlan plan, final Stores stores, final Listener listener)
            throws IOException {
        final DemoStory story = new DemoStory(plan, stores, listener);
        try {
            story.startProcess(DemoProcess.Program.ROBOT, 0, plan.seconds());
            // To be killed: it must not end by itself while the other one still starts on a busy machine, nor log on
            // for ever when nobody is left to kill it
            story.startProcess(DemoProcess.Program.MACHINE, 0, plan.seconds() + EXTRA_SECONDS);
        } catch (final IOException e) {
            story.endProcesses();
            throw e;
        }
        story.thread.start();
        return story;
    }

    /// Where it is now; a new object when anything has changed.
    public DemoStatus status() {
        return status;
    }

    /// The recording that producers log to.
    public StoreId recording() {
        return id;
    }

    /// Waits for a last phase.
    ///
    /// @return whether it has come in time
    public boolean awaitEnd(final long timeout, final TimeUnit unit) throws InterruptedException {
        return ended.await(timeout, unit);
    }

    /// Files of the numbers that were promised so far, one for each process there was.
    public List<Path> committedFiles() {
        synchronized (processes) {
            return processes.stream().map(DemoProcess::committed).toList();
        }
    }

    /// What producers said of themselves at their ends, a line of JSON each; nothing after [#close].
    public List<String> reports() throws IOException {
        final List<String> reports = new ArrayList<>();
        synchronized (processes) {
            if (closing.getCount() > 0) {
                for (final DemoProcess process : processes) {
                    reports.addAll(process.report());
                }
            }
        }
        return reports;
    }

    /// Ends producers that still run, as `kill -9` does, and the thread. What was committed until then stays
    /// promised. Closing again does nothing more.
    @Override
    public void close() throws IOException {
        closing.countDown();
        endProcesses();
        boolean isInterrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private DemoProcess startProcess(final DemoProcess.Program program, final int generation, final double seconds)
            throws IOException {
        synchronized (processes) {
            final DemoProcess process = DemoProcess.start(program, generation, seconds, settings);
            processes.add(process);
            counter.watch(process.committed(), process.firstNumber());
            if (closing.getCount() == 0) {
                process.close();
            }
            return process;
        }
    }

    private void endProcesses() throws IOException {
        synchronized (processes) {
            for (final DemoProcess process : processes) {
                process.close();
            }
        }
    }

    private double elapsedS() {
        return (System.nanoTime() - beganNs) / NS_PER_S;
    }

    private void run() {
        try {
            listener.happened(elapsedS(), happened);
            while (!phase.isLast()) {
                if (closing.await(STEP_MS, TimeUnit.MILLISECONDS)) {
                    end(Phase.STOPPED, "the demo was stopped");
                } else {
                    step();
                }
                status = snapshot();
            }
        } catch (final IOException | InterruptedException | RuntimeException e) {
            fail(String.valueOf(e.getMessage() == null ? e : e.getMessage()));
            status = snapshot();
        } finally {
            ended.countDown();
        }
    }

    private void step() throws IOException, InterruptedException {
        counter.poll(System.nanoTime());
        counts = counter.counts(System.nanoTime());
        switch (phase) {
            case STARTING -> {
                if (hasLogged(0) && hasLogged(1)) {
                    go(Phase.LOGGING, "a robot and a monitor of this machine log over shared memory");
                }
            }
            case LOGGING -> {
                if (elapsedS() >= plan.killAtS()) {
                    killAndRestart();
                }
            }
            case KILLED -> awaitRestarted();
            default -> {
                // The rest does not depend on the phase
            }
        }
        if (isRestarted && stallTimeNs.isEmpty()) {
            findStall();
        }
        checkProcesses();
    }

    /// @param process as many as were started before it
    private boolean hasLogged(final int process) {
        return counter.counts(process, System.nanoTime()).stored() > 0;
    }

    private DemoProcess newest() {
        synchronized (processes) {
            return processes.getLast();
        }
    }

    private void killAndRestart() throws IOException, InterruptedException {
        final DemoProcess monitor = newest();
        if (!monitor.kill()) {
            throw new IOException("the machine monitor, process " + monitor.pid() + ", lives on after kill -9");
        }
        startProcess(DemoProcess.Program.MACHINE, 1, Math.max(1, plan.seconds() - elapsedS()));
        go(
                Phase.KILLED,
                "killed the machine monitor (kill -9, process " + monitor.pid() + "); started it again as process "
                        + newest().pid());
    }

    private void awaitRestarted() {
        final DemoCounts killed = counter.counts(1, System.nanoTime());
        if (hasLogged(2) && killed.waiting() == killed.lost()) {
            isRestarted = true;
            go(
                    Phase.RESTARTED,
                    String.format(
                            Locale.ROOT,
                            "the machine monitor logs again; %,d committed rows lost (it had %,d when it was killed)",
                            counts.lost(),
                            killed.committed()));
        }
    }

    private void findStall() {
        stores.find(id).ifPresent(store -> {
            try (StoreReader reader = store.reader()) {
                for (final LogLine line : log.lines(reader, List.of(CONTROL_LOG), TIMELINE)) {
                    if (line.text().startsWith(OVERRUN)) {
                        stallTimeNs = OptionalLong.of(line.time());
                    }
                }
            }
        });
        if (stallTimeNs.isPresent()) {
            go(
                    Phase.STALLED,
                    String.format(
                            Locale.ROOT,
                            "planted a 5 ms stall in the control loop: see %s at t=%.3fs",
                            LATENCY,
                            stallTimeNs.getAsLong() / NS_PER_S));
        }
    }

    private void checkProcesses() throws IOException {
        final List<DemoProcess> now;
        synchronized (processes) {
            now = List.copyOf(processes);
        }
        boolean isAnyAlive = false;
        for (int i = 0; i < now.size(); i++) {
            final DemoProcess process = now.get(i);
            // The second was killed on purpose once there is a third
            final boolean isKilled = i == 1 && now.size() > 2;
            isAnyAlive |= process.isAlive();
            if (!process.isAlive() && !isKilled && !process.hasSucceeded() && closing.getCount() > 0) {
                fail("the demo's " + process.name() + " producer failed; see its output above");
                return;
            }
        }
        if (isAnyAlive && elapsedS() > plan.seconds() + EXTRA_SECONDS) {
            fail("the demo's producers did not end by themselves; see their output above");
        } else if (!isAnyAlive) {
            conclude();
        }
    }

    private void conclude() throws IOException {
        if (producersEndedS < 0) {
            producersEndedS = elapsedS();
        }
        counter.pollAll(System.nanoTime());
        counts = counter.counts(System.nanoTime());
        final boolean isDrained = counts.waiting() == 0 && stallTimeNs.isPresent();
        if (!isDrained && elapsedS() < producersEndedS + DRAIN_SECONDS) {
            return;
        }
        if (stallTimeNs.isEmpty()) {
            fail(
                    switch (phase) {
                        case STARTING, LOGGING -> "the demo's producers ended before one of them was to be killed";
                        case KILLED -> "the machine monitor did not log again after it was killed";
                        default -> "the planted stall is not in the recording";
                    });
            return;
        }
        end(
                Phase.ENDED,
                String.format(
                        Locale.ROOT, "%,d rows committed, %,d of them lost", counts.committed(), counts.waiting()));
    }

    private void go(final Phase next, final String what) {
        phase = next;
        happened = what;
        status = snapshot();
        listener.happened(elapsedS(), what);
    }

    private void end(final Phase last, final String what) {
        endedS = elapsedS();
        go(last, what);
    }

    private void fail(final String why) {
        failure = Optional.of(why);
        end(Phase.FAILED, why);
    }

    private DemoStatus snapshot() {
        final double elapsedS = phase.isLast() ? endedS : elapsedS();
        return new DemoStatus(
                phase,
                elapsedS,
                phase.isLast() ? 0 : Math.max(0, plan.seconds() - elapsedS),
                happened,
                next(elapsedS),
                counts,
                stallTimeNs,
                failure);
    }

    private String next(final double elapsedS) {
        return switch (phase) {
            case STARTING, LOGGING ->
                String.format(
                        Locale.ROOT,
                        "in %.0f s the machine monitor is killed with kill -9",
                        Math.max(0, plan.killAtS() - elapsedS));
            case KILLED -> "the machine monitor starts again and goes on in the same recording";
            case RESTARTED ->
                String.format(
                        Locale.ROOT,
                        "in %.0f s the control loop stalls for 5 ms: watch %s",
                        Math.max(0, plan.stallAtS() - elapsedS),
                        LATENCY);
            case STALLED -> "click the peak in " + LATENCY + " to see the scene of that moment";
            case ENDED -> plan.nextCommands().getFirst();
            case FAILED, STOPPED -> "";
        };
    }
}
