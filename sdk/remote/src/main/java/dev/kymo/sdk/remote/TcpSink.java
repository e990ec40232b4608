package dev.kymo.sdk.remote;

import dev.kymo.sdk.BatchPolicy;
import dev.kymo.sdk.Sink;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sends rows to a recorder, `kymo record --serve`, on this machine or another.
///
/// A log call copies the row into a bounded buffer and returns; it never waits for the network. A thread
/// connects in the background, again and again with growing pauses, sends what is in the buffer in the
/// order in which it came, and gives its memory back when the recorder says that it keeps it. A connection
/// that breaks loses nothing that is in the buffer, and the recorder takes each row once.
///
/// **Answers.** [Commit#BUFFERED], since the row is in this process alone until it is sent and acknowledged:
/// [#flush] says when it is. [Commit#DROPPED] when the buffer has no room: the new row is lost and counted,
/// and what was buffered stays. See [#counters].
///
/// What is still in the buffer is lost when the process ends without [#close].
///
/// The connection is not encrypted and asks for no password: use it on this machine, or through `ssh -L`.
public final class TcpSink implements Sink {
    private final SendBuffer buffer;
    private final TcpLink link;
    private final long closeTimeoutNs;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private TcpSink(final Builder builder) {
        buffer = new SendBuffer(builder.bufferBytes, builder.batch);
        link = new TcpLink(builder.address, buffer, builder.firstPauseNs, builder.longestPauseNs, builder.silenceMs);
        closeTimeoutNs = builder.closeTimeout.toNanos();
    }

    /// To the recorder on this machine, at the usual port: 127.0.0.1:9877.
    public static TcpSink connect() {
        return builder().open();
    }

    /// @param address `host:port` or `tcp://host:port`; see [RemoteAddress]
    /// @throws IllegalArgumentException for another form
    public static TcpSink connect(final String address) {
        return builder().address(address).open();
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Settings of a sink that is about to be opened.
    public static final class Builder {
        private static final long MIN_BUFFER_BYTES = 1 << 16;

        private RemoteAddress address = RemoteAddress.DEFAULT;
        private long bufferBytes = 64L << 20;
        private BatchPolicy batch = BatchPolicy.fromEnvironment();
        private long firstPauseNs = TimeUnit.MILLISECONDS.toNanos(25);
        private long longestPauseNs = TimeUnit.SECONDS.toNanos(2);
        private int silenceMs = 10_000;
        private Duration closeTimeout = Duration.ofSeconds(5);

        private Builder() {}

        /// Where the recorder listens; 127.0.0.1:9877 when not set.
        public Builder address(final String text) {
            return address(RemoteAddress.parse(text));
        }

        public Builder address(final RemoteAddress newAddress) {
            if (newAddress.port() == 0) {
                throw new IllegalArgumentException(newAddress + ": nobody can be reached at port 0");
            }
            address = newAddress;
            return this;
        }

        /// How many bytes of rows wait to be sent and acknowledged at most, at least 64 KiB; 64 MiB when
        /// not set. A row can be no larger.
        public Builder buffer(final long bytes) {
            if (bytes < MIN_BUFFER_BYTES) {
                throw new IllegalArgumentException(
                        "buffer of " + bytes + " bytes, expected at least " + MIN_BUFFER_BYTES);
            }
            bufferBytes = bytes;
            return this;
        }

        /// How rows are gathered before they are sent; as the environment says when not set.
        public Builder batch(final BatchPolicy policy) {
            batch = policy;
            return this;
        }

        /// How long it waits before it connects again: `first`, then twice as long each time, `longest` at
        /// most; 25 ms and 2 s when not set.
        public Builder reconnect(final Duration first, final Duration longest) {
            if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException("pauses from " + first + " to " + longest);
            }
            firstPauseNs = first.toNanos();
            longestPauseNs = longest.toNanos();
            return this;
        }

        /// After how long a silence the recorder is taken for lost, and connected to anew; 10 s when not
        /// set. It gives a sign of life every 2 s.
        public Builder silence(final Duration timeout) {
            silenceMs = Math.toIntExact(timeout.toMillis());
            if (silenceMs < 1) {
                throw new IllegalArgumentException("silence=" + timeout + ", expected 1 ms at least");
            }
            return this;
        }

        /// How long [TcpSink#close] waits for what is buffered to be acknowledged; 5 s when not set. What
        /// is left then is dropped and counted.
        public Builder closeTimeout(final Duration timeout) {
            closeTimeout = timeout;
            return this;
        }

        /// Begins to connect; returns at once.
        public TcpSink open() {
            final TcpSink sink = new TcpSink(this);
            sink.link.start();
            return sink;
        }
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException also for a row that is larger than the buffer, or than 64 MiB
    @Override
    public Commit commit(final StoreId store, final DataRow row) {
        return buffer.commit(store, row);
    }

    /// Waits until there is a connection.
    @Override
    public boolean awaitRecorder(final Duration timeout) {
        return link.awaitWelcome(timeout.toNanos());
    }

    /// Waits until the recorder has said that it keeps all rows committed before this call.
    @Override
    public boolean flush(final Duration timeout) {
        return buffer.flush(timeout.toNanos());
    }

    /// What became of the rows so far.
    public TcpCounters counters() {
        return buffer.counters(link.connections());
    }

    /// Why there is no connection, in words for people; null while there is one.
    public @Nullable String problem() {
        return link.lastProblem();
    }

    /// Takes no more rows, and waits for those that are buffered to be acknowledged, for as long as the
    /// builder says. What is left then is dropped and counted.
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            buffer.close();
            link.stop(closeTimeoutNs);
            buffer.abandon();
        }
    }
}
