package dev.kymo.sdk.file;

import dev.kymo.sdk.Sink;
import dev.kymo.sdk.SinkProvider;
import java.io.IOException;
import java.nio.file.Path;

/// Finds [FileSink] for `RecordingBuilder.save`.
public final class FileSinkProvider implements SinkProvider {
    @Override
    public String kind() {
        return "file";
    }

    @Override
    public Sink open(final String target) throws IOException {
        return FileSink.create(Path.of(target));
    }
}
