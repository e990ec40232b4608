package dev.kymo.perf.picture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// What a side has opened, to be closed together: the last first.
final class OpenedTogether implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    <T> T add(final T opened, final Consumer<? super T> closing) {
        closings.push(() -> closing.accept(opened));
        return opened;
    }

    boolean isEmpty() {
        return closings.isEmpty();
    }

    @Override
    public void close() {
        while (!closings.isEmpty()) {
            closings.pop().run();
        }
    }
}
