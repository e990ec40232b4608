package dev.kymo.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;

/// Sinks of other artifacts.
final class ProvidedSinks {
    private ProvidedSinks() {}

    /// @param artifact that has it, to be named when it is missing
    /// @throws IllegalStateException when the artifact is not on the class path
    /// @throws UncheckedIOException when the sink can't be opened
    static Sink open(final String kind, final String target, final String artifact) {
        for (final SinkProvider provider :
                ServiceLoader.load(SinkProvider.class, SinkProvider.class.getClassLoader())) {
            if (provider.kind().equals(kind)) {
                try {
                    return provider.open(target);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }
        }
        throw new IllegalStateException("a sink of kind " + kind + " is in the artifact dev.kymo:" + artifact
                + ", which is not on the class path: add it to the program's dependencies");
    }
}
