package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// What a window shows, as it says itself: the file that it keeps with `--state-file`.
record WindowState(Path file) {
    private static final int PLACE_NUMBERS = 4;

    static WindowState in(final Path folder) {
        return new WindowState(folder.resolve("state.txt"));
    }

    /// By name; empty before the first frame.
    Map<String, String> read() {
        final Map<String, String> values = new HashMap<>();
        try {
            if (Files.exists(file)) {
                for (final String line : Files.readAllLines(file)) {
                    final int equals = line.indexOf('=');
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    /// Waits until it holds.
    ///
    /// @return the state in which it does
    Map<String, String> await(
            final Kymo.Running viewer, final String what, final Predicate<Map<String, String>> wanted) {
        final AtomicReference<Map<String, String>> last = new AtomicReference<>(Map.of());
        final boolean came = Kymo.await(() -> {
            last.set(read());
            return wanted.test(last.get()) || !viewer.process().isAlive();
        });
        assertTrue(came && viewer.process().isAlive(), () -> what + ": " + last.get() + "\n" + viewer.said());
        return last.get();
    }

    /// Left, top, width and height in pixels of a panel that is shown.
    static int[] place(final Map<String, String> state, final String panel) {
        final String[] numbers = state.get("panel." + panel).split(",", -1);
        final int[] place = new int[PLACE_NUMBERS];
        for (int i = 0; i < place.length; i++) {
            place[i] = Integer.parseInt(numbers[i]);
        }
        return place;
    }
}
