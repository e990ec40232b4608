package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;

/// Keeps rows of points and answers latest-at, in one way. A row is an entity, a time, and for each point three 32-bit
/// words of position and one of colour; answers are sums of words (wrapping), so that all of a value has to be read.
public interface PointStore extends AutoCloseable {
    /// @param entities they are numbered from 0
    /// @param points in each row
    /// @return whether the rows are there already, kept from an earlier run: none are added then
    /// @throws Exception when it can't
    boolean begin(CaseSpec bench, int entities, int points) throws Exception;

    /// Rows of an entity come in the order of their times.
    ///
    /// @param positions three words per point
    /// @param colours one word per point, none when the row has no colours; both are borrowed
    /// @throws Exception when it fails
    void add(int entity, long time, int[] positions, int[] colours) throws Exception;

    /// Rows are all there.
    ///
    /// @throws Exception when it fails
    void seal() throws Exception;

    /// The sum of all words of the row at or before `time` of every entity.
    ///
    /// @throws Exception when it fails
    int latestAt(long time) throws Exception;

    /// The same of one entity: of its latest positions, and of its latest colours.
    ///
    /// @throws Exception when it fails
    default int latestAt(final int entity, final long time) throws Exception {
        throw new UnsupportedOperationException("one entity at a time");
    }

    @Override
    void close() throws IOException;
}
