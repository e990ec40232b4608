package dev.kymo.sdk;

import java.io.IOException;

/// Opens sinks that this artifact does not have. Artifacts that have some name theirs in
/// `META-INF/services/dev.kymo.sdk.SinkProvider`, and [RecordingBuilder] finds them there.
public interface SinkProvider {
    /// Which sinks, such as `tcp`.
    String kind();

    /// @param target where to, in words of the kind's own; empty for what is usual
    /// @throws IOException when it can't be opened; says what to do
    /// @throws IllegalArgumentException for a target that it does not understand
    Sink open(String target) throws IOException;
}
