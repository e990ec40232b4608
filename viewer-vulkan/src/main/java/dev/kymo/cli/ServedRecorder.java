package dev.kymo.cli;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.sdk.SharedMemorySink;
import dev.kymo.sdk.remote.RemoteAddress;
import dev.kymo.viewer.app.Recorder;
import dev.kymo.viewer.app.remote.RecorderFiles;
import dev.kymo.viewer.app.remote.RemoteServer;
import dev.kymo.viewer.app.remote.ServerListener;
import dev.kymo.viewer.app.remote.ServerOptions;
import java.io.IOException;
import java.time.Duration;

/// A recorder's door to other machines. What comes in by it goes through a ring in shared memory like the
/// rows of any local program, so it is seen, kept over the recorder's death and filed as they are.
final class ServedRecorder implements AutoCloseable {
    private static final String SESSIONS = "remote.sessions";
    /// Whoever sends waits meanwhile: rows of others must not be dropped because a disk is slow.
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration ATTACH_TIME = Duration.ofSeconds(10);

    private final SharedMemorySink rows;
    private final RemoteServer server;
    private boolean hasEnded;

    private ServedRecorder(final SharedMemorySink rows, final RemoteServer server) {
        this.rows = rows;
        this.server = server;
    }

    /// Begins to listen. Closes the recorder when it can't.
    ///
    /// @throws IOException when the address can't be listened at, or shared memory is full
    static ServedRecorder start(final Recorder recorder, final RemoteAddress at) throws IOException {
        SharedMemorySink rows = null;
        ServedRecorder started = null;
        try {
            rows = SharedMemorySink.open(RingConfig.fromEnvironment()
                    .withOverflow(Overflow.block(PATIENCE))
                    // What was acknowledged stays for the next recorder should this one not file it
                    .withLinger(true));
            if (!rows.awaitRecorder(ATTACH_TIME)) {
                throw new CommandException("the recorder does not take what is sent to it; see kymo ps");
            }
            started = new ServedRecorder(
                    rows,
                    RemoteServer.start(
                            at,
                            ServerOptions.DEFAULT.withSessions(
                                    ShmDirectory.open(null).path().resolve(SESSIONS)),
                            rows,
                            new RecorderFiles(recorder),
                            recorder::wasTakenBefore,
                            new Listener()));
            return started;
        } finally {
            if (started == null) {
                if (rows != null) {
                    rows.close();
                }
                recorder.close();
            }
        }
    }

    /// What repeats is said at most once a second.
    private static final class Listener implements ServerListener {
        private static final long REPEAT_NS = 1_000_000_000L;
        private long lastNs = System.nanoTime() - REPEAT_NS;

        @Override
        public void cut(final String peer, final String reason) {
            say(peer + " cut off: " + reason);
        }

        @Override
        public void rowRefused(final String peer, final String reason) {
            say("row of " + peer + " refused: " + reason);
        }

        private synchronized void say(final String line) {
            final long nowNs = System.nanoTime();
            if (nowNs - lastNs >= REPEAT_NS) {
                lastNs = nowNs;
                Console.say(line);
            }
        }
    }

    void sayWhere() {
        final String port = ":" + server.port();
        if (server.isLoopback()) {
            Console.say("serving at port " + server.port() + " of this machine alone; programs: connectTcp(\"127.0.0.1"
                    + port + "\"), viewers: kymo view tcp://127.0.0.1" + port);
            Console.say("note: the same from elsewhere, once ssh -L " + server.port() + ":127.0.0.1" + port
                    + " to this machine stands");
        } else {
            Console.say("serving at port " + server.port() + "; programs: connectTcp(\"HOST" + port
                    + "\"), viewers: kymo view tcp://HOST" + port);
            Console.say("note: whoever reaches this machine over the network can read the recording and add to it;"
                    + " without an address only this machine can, and others by ssh -L");
        }
    }

    String status() {
        return server.senders() + " remote, " + server.viewers() + " viewers";
    }

    long droppedRows() {
        return server.droppedRows();
    }

    /// Takes no more; before the recorder is closed, which takes what has come.
    void endSenders() {
        if (!hasEnded) {
            hasEnded = true;
            server.endSenders();
            rows.close();
        }
    }

    /// After the recorder is closed: viewers are sent the end of its file.
    @Override
    public void close() throws IOException {
        try (server) {
            endSenders();
        }
    }
}
