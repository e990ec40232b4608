package dev.kymo.sdk;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Which recording code logs to that was not handed one: the thread's, else the process's.
///
/// ```java
/// Recordings.setGlobal(rec);                                 // at the start of a program
/// Recordings.current().log("loop/state", StateChange.of("idle"));
///
/// try (var _ = Recordings.withThreadLocal(other)) {      // and for a test, or a request
///     Recordings.current().log("loop/state", StateChange.of("busy"));
/// }
/// ```
///
/// Nobody here owns a recording: whoever opened it closes it.
public final class Recordings {
    /// What code logs to where there is no recording: drops every row.
    private static final RecordingStream NOWHERE =
            RecordingBuilder.muted("nowhere").open();

    private static final AtomicReference<@Nullable RecordingStream> GLOBAL = new AtomicReference<>();
    private static final ThreadLocal<@Nullable RecordingStream> OF_THREAD = new ThreadLocal<>();

    private Recordings() {}

    /// A thread's recording for as long as it is open. Closed by the thread that opened it, the last one first.
    public static final class Scope implements AutoCloseable {
        private final @Nullable RecordingStream before;
        private final RecordingStream inside;
        private final Thread thread = Thread.currentThread();
        private boolean isClosed;

        private Scope(final RecordingStream inside) {
            this.inside = inside;
            before = OF_THREAD.get();
            OF_THREAD.set(inside);
        }

        /// Gives the thread back the recording it had before. A second call does nothing.
        ///
        /// @throws IllegalStateException in another thread, and when a scope opened later is still open
        @Override
        public void close() {
            if (isClosed) {
                return;
            }
            if (!Thread.currentThread().equals(thread) || OF_THREAD.get() != inside) {
                throw new IllegalStateException("a scope of thread " + thread.getName()
                        + " is to be closed by it, after those that it opened later; this is thread "
                        + Thread.currentThread().getName());
            }
            isClosed = true;
            if (before == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(before);
            }
        }
    }

    /// The calling thread's recording, else the process's; where there is neither, one that drops every row
    /// ([RecordingStream#isEnabled] is false), so that a library may log whether its program records or not.
    public static RecordingStream current() {
        final RecordingStream ofThread = OF_THREAD.get();
        if (ofThread != null) {
            return ofThread;
        }
        final RecordingStream global = GLOBAL.get();
        return global == null ? NOWHERE : global;
    }

    /// Makes a recording that of all threads that have none of their own.
    ///
    /// @param recording stays the caller's; null for none
    /// @return the one it takes the place of, or null
    public static @Nullable RecordingStream setGlobal(final @Nullable RecordingStream recording) {
        return GLOBAL.getAndSet(recording);
    }

    /// The process's recording, whatever the thread's is; null when there is none.
    public static @Nullable RecordingStream global() {
        return GLOBAL.get();
    }

    /// Makes a recording the calling thread's until what this answers is closed. Threads that it starts meanwhile do
    /// not have it.
    ///
    /// @param recording stays the caller's
    public static Scope withThreadLocal(final RecordingStream recording) {
        return new Scope(recording);
    }
}
