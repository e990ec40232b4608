package dev.kymo.sdk.remote;

import dev.kymo.sdk.Sink;
import dev.kymo.sdk.SinkProvider;

/// Finds [TcpSink] for `RecordingBuilder.connectTcp`.
public final class TcpSinkProvider implements SinkProvider {
    @Override
    public String kind() {
        return "tcp";
    }

    @Override
    public Sink open(final String target) {
        return TcpSink.connect(target);
    }
}
