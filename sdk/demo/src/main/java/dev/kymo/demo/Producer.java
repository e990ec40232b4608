package dev.kymo.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The life of a producing process: threads that log until the time is up, the process is told to end, or one
/// of them fails; then the report is printed.
final class Producer {
    private static final long LONGEST_WAIT_NS = 50_000_000;
    private static final long SHUTDOWN_TIMEOUT_MS = 8000;
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    private final Options options;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isStopped;

    private Producer(final Options options) {
        this.options = options;
    }

    /// What a program logs: statics first, then one thread for each loop.
    interface Program {
        /// Logs what is static, and gives loops to `producer`.
        void prepare(Producer producer, CountedRecording recording);
    }

    /// One thread's work, until `isStopped`.
    interface Loop {
        void run(BooleanSupplier isStopped);
    }

    /// Runs a program to its end.
    ///
    /// @param firstNumber number of the first row when the arguments say none, far from those of other programs
    /// @return the exit status
    static int run(final String defaultName, final long firstNumber, final Program program, final String... arguments) {
        final Options options;
        try {
            options = Options.parse(defaultName, firstNumber, arguments);
        } catch (final IllegalArgumentException e) {
            print(FileDescriptor.err, e.getMessage() + "\n" + Options.USAGE);
            return EXIT_USAGE;
        }
        return new Producer(options).run(program);
    }

    Options options() {
        return options;
    }

    /// Starts `loop` in a thread of its own once all is prepared.
    void add(final String threadName, final Loop loop) {
        final Thread thread = new Thread(
                () -> {
                    try {
                        loop.run(() -> isStopped);
                    } catch (final RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                        isStopped = true;
                    }
                },
                threadName);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private int run(final Program program) {
        final Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAndWaitFor(main), "kymo-demo-shutdown"));
        final String report;
        try (CountedRecording recording = new CountedRecording(options)) {
            program.prepare(this, recording);
            recording.awaitRecorder(() -> isStopped);
            threads.forEach(Thread::start);
            awaitEnd();
            joinAll();
            report = recording.report();
        } catch (final RuntimeException e) {
            print(FileDescriptor.err, options.name() + ": " + e);
            return EXIT_FAILED;
        }
        final Throwable failed = failure.get();
        if (failed != null) {
            print(FileDescriptor.err, options.name() + ": " + failed);
        }
        print(FileDescriptor.out, report);
        return failed == null ? 0 : EXIT_FAILED;
    }

    /// SIGTERM and Ctrl-C run shutdown hooks; the process lives as long as they do, and the main thread goes
    /// on meanwhile.
    private void endAndWaitFor(final Thread main) {
        isStopped = true;
        try {
            main.join(SHUTDOWN_TIMEOUT_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() {
        final long startNanoTime = System.nanoTime();
        final long lengthNs = options.seconds() == 0 ? Long.MAX_VALUE : (long) (options.seconds() * 1e9);
        while (!isStopped && System.nanoTime() - startNanoTime < lengthNs) {
            LockSupport.parkNanos(LONGEST_WAIT_NS);
        }
        isStopped = true;
    }

    private void joinAll() {
        for (final Thread thread : threads) {
            boolean isJoined = false;
            while (!isJoined) {
                try {
                    thread.join();
                    isJoined = true;
                } catch (final InterruptedException ignored) {
                    // Nobody interrupts the main thread on purpose, and rows being logged must be counted
                    isStopped = true;
                }
            }
        }
    }

    private static void print(final FileDescriptor to, final String line) {
        // Not closed: that would close the process's own stream
        @SuppressWarnings("resource")
        final FileOutputStream stream = new FileOutputStream(to);
        try {
            stream.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
