package dev.kymo.viewer.ui.window;

/// There is no display to open a window on. The message says what can be done without one.
public final class NoDisplayException extends java.io.IOException {
    private static final long serialVersionUID = 1L;

    NoDisplayException(final String message) {
        super(message);
    }
}
