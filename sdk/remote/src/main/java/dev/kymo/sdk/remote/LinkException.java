package dev.kymo.sdk.remote;

import java.io.IOException;

/// The other side of a connection does not speak the protocol, or another version of it, or will not have
/// us. The message says what was expected, what was found, and what to do.
public final class LinkException extends IOException {
    private static final long serialVersionUID = 1;

    public LinkException(final String message) {
        super(message);
    }
}
