package dev.kymo.viewer.ui.state;

import java.util.ArrayList;
import java.util.List;

/// Messages to the user that the window shows for a while. Any thread.
public final class Notices {
    private static final int KEPT_MAX = 100;

    /// How bad it is.
    public enum Level {
        INFO,
        WARNING,
        ERROR
    }

    /// @param text what, where, and what to do, in a line or two
    /// @param number ascending
    public record Notice(Level level, String text, long number) {}

    private final List<Notice> notices = new ArrayList<>();
    private final Runnable wake;
    private long next;

    /// @param wake called when there is something new to show; any thread
    public Notices(final Runnable wake) {
        this.wake = wake;
    }

    public void add(final Level level, final String text) {
        synchronized (this) {
            notices.add(new Notice(level, text, next++));
            if (notices.size() > KEPT_MAX) {
                notices.removeFirst();
            }
        }
        wake.run();
    }

    /// The newest last.
    public synchronized List<Notice> all() {
        return List.copyOf(notices);
    }

    public synchronized void dismiss(final long number) {
        notices.removeIf(notice -> notice.number() == number);
    }
}
