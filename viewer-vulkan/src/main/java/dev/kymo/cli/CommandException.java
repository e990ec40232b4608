package dev.kymo.cli;

/// The data or the work failed: one line for the user, exit 1.
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(final String message) {
        super(message);
    }

    CommandException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
