package dev.kymo.cli;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What must be put away however the work ends: done on [#close], or when a signal ends the process before that.
final class ExitCleanup implements AutoCloseable {
    /// What is to be done.
    interface Action {
        void run() throws IOException;
    }

    private final Action action;
    private final Thread hook;
    private final AtomicBoolean begun = new AtomicBoolean();

    private ExitCleanup(final String name, final Action action) {
        this.action = action;
        hook = new Thread(this::runInHook, name);
    }

    /// @param name of the thread that does it after a signal
    static ExitCleanup of(final String name, final Action action) {
        final ExitCleanup cleanup = new ExitCleanup(name, action);
        Runtime.getRuntime().addShutdownHook(cleanup.hook);
        return cleanup;
    }

    private void runInHook() {
        if (begun.compareAndSet(false, true)) {
            try {
                action.run();
            } catch (final IOException e) {
                Console.say("error: " + Console.describe(e));
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (begun.compareAndSet(false, true)) {
            action.run();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (final IllegalStateException shuttingDown) {
                // The hook finds that there is nothing left to do.
            }
        }
    }
}
