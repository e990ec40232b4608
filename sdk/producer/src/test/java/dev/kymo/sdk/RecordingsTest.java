package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.Commit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingsTest {
    private final MemorySink sink = new MemorySink();
    private final RecordingStream first = open("first");
    private final RecordingStream second = open("second");

    private RecordingStream open(final String id) {
        return RecordingStream.builder("recordings").recordingId(id).sink(sink).open();
    }

    @AfterEach
    void close() {
        Recordings.setGlobal(null);
        first.close();
        second.close();
    }

    @Test
    void shouldDropEveryRowWhereThereIsNoRecording() {
        final RecordingStream nowhere = Recordings.current();

        nowhere.setEnabled(true);

        assertFalse(nowhere.isEnabled());
        assertEquals(Commit.DROPPED, nowhere.log("a", TextLog.of("nobody reads this")));
        assertNull(Recordings.global());
    }

    @Test
    void shouldAnswerTheGlobalOneToEveryThread() throws InterruptedException {
        assertNull(Recordings.setGlobal(first));
        final AtomicReference<RecordingStream> seen = new AtomicReference<>();
        final Thread other = new Thread(() -> seen.set(Recordings.current()), "other");
        other.start();
        other.join();

        assertSame(first, seen.get());
        assertSame(first, Recordings.setGlobal(second));
        assertSame(second, Recordings.current());
    }

    @Test
    void shouldPreferTheThreadsUntilItsScopeIsClosed() throws InterruptedException {
        Recordings.setGlobal(first);
        try (var outer = Recordings.withThreadLocal(second)) {
            assertSame(second, Recordings.current());
            assertSame(first, Recordings.global());
            try (var inner = Recordings.withThreadLocal(first)) {
                assertSame(first, Recordings.current());
                assertThrows(IllegalStateException.class, () -> close(outer));
                close(inner);
                assertSame(second, Recordings.current(), "closed once already");
            }
            final AtomicReference<RecordingStream> seen = new AtomicReference<>();
            final AtomicReference<Throwable> refused = new AtomicReference<>();
            final Thread other = new Thread(
                    () -> {
                        seen.set(Recordings.current());
                        try {
                            close(outer);
                        } catch (final IllegalStateException e) {
                            refused.set(e);
                        }
                    },
                    "other");
            other.start();
            other.join();
            assertSame(first, seen.get());
            assertEquals(IllegalStateException.class, refused.get().getClass());
        }
        assertSame(first, Recordings.current());
    }

    private static void close(final Recordings.Scope scope) {
        scope.close();
    }
}
