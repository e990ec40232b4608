package dev.kymo.sdk.file;

import dev.kymo.sdk.Sink;
import dev.kymo.sdk.SinkProvider;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/// Finds a [StreamSink] for `RecordingBuilder.stdout`.
public final class StandardOutputProvider implements SinkProvider {
    @Override
    public String kind() {
        return "stdout";
    }

    /// @throws IOException when standard output is a terminal, which would show bytes
    @Override
    public Sink open(final String target) throws IOException {
        if (isTerminal()) {
            throw new IOException(
                    "standard output is a terminal: pipe it, as in: program | kymo view -, or redirect it to a file");
        }
        return StreamSink.to(new FileOutputStream(FileDescriptor.out));
    }

    private static boolean isTerminal() {
        final String name = outputName();
        return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
    }

    private static String outputName() {
        try {
            return Path.of("/proc/self/fd/1").toRealPath().toString();
        } catch (final IOException noFile) {
            // A pipe has no name
            return "";
        }
    }
}
