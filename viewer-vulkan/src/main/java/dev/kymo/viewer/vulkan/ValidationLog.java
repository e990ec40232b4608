package dev.kymo.viewer.vulkan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the validation layer said. Any thread: drivers may call back from their own.
final class ValidationLog {
    private static final int KEPT_MAX = 256;

    private final List<String> messages = new ArrayList<>();
    private long dropped;

    synchronized void add(final @Nullable String message) {
        if (messages.size() < KEPT_MAX) {
            messages.add(message == null ? "(no text)" : message);
        } else {
            dropped++;
        }
    }

    synchronized List<String> messages() {
        final List<String> copy = new ArrayList<>(messages);
        if (dropped > 0) {
            copy.add("and " + dropped + " more");
        }
        return copy;
    }
}
