package dev.kymo.viewer.app.remote;

import dev.kymo.viewer.app.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a recorder writes, for viewers.
public final class RecorderFiles implements ServedFiles {
    private final Recorder recorder;

    public RecorderFiles(final Recorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public List<Path> present() {
        return recorder.present();
    }

    @Override
    public long settledBytes(final Path file) {
        try {
            return recorder.settledBytes(file);
        } catch (final IOException deletedMeanwhile) {
            return 0;
        }
    }

    @Override
    public void fileSoon() {
        recorder.fileSoon();
    }

    @Override
    public boolean fileAll(final Duration timeout) {
        return recorder.fileAll(timeout);
    }
}
