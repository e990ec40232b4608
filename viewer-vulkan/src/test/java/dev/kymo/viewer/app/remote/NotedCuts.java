package dev.kymo.viewer.app.remote;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a server has said.
final class NotedCuts implements ServerListener {
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public void cut(final String peer, final String reason) {
        said.add(reason);
    }

    @Override
    public void rowRefused(final String peer, final String reason) {
        said.add("refused: " + reason);
    }

    List<String> said() {
        return said;
    }
}
