package dev.kymo.perf.logging;

import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Hands rows to another process in one way. One thread; nothing is allocated per row where the library allows it.
///
/// A scalar row is a row id (two 64-bit numbers), entity and component (32 bits each), a time and a number: 40 bytes
/// where the side decides the layout. A payload row is a time and bytes.
public interface LogWriter extends AutoCloseable {
    /// Opens for a case; whoever reads is ready.
    ///
    /// @throws Exception when it can't
    void open(CaseSpec bench) throws Exception;

    /// @return false when there is no room now
    boolean scalar(long sequence, long timeNs, double value);

    /// The same with the time read from the clock.
    default boolean scalarNow(final long sequence, final double value) {
        return scalar(sequence, System.nanoTime(), value);
    }

    /// @param payload direct; all of it is the payload
    /// @return false when there is no room now
    boolean payload(long sequence, long timeNs, ByteBuffer payload);

    /// Before a burst, untimed: for those who write to fresh memory, which would otherwise be the system's time.
    ///
    /// @param rows that come
    /// @param payloadBytes of each; 0 for scalar rows
    /// @throws IOException when there is no memory
    default void beforeBurst(final int rows, final int payloadBytes) throws IOException {}

    /// At the end of a burst: for those who gather.
    default void flush() {}

    /// Whether somebody reads in another process.
    default boolean hasReader() {
        return true;
    }

    /// The sum that a reading process would tell, for those who have none.
    ///
    /// @throws Exception when it can't be found
    default long ownSum() throws Exception {
        throw new UnsupportedOperationException("the reader tells it");
    }

    @Override
    void close() throws IOException;
}
