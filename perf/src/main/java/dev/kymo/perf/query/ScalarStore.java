package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.io.IOException;

/// Keeps one series of numbers and sums ranges of it, in one way. Values are whole numbers, so that sums are exact in
/// whatever order.
public interface ScalarStore extends AutoCloseable {
    /// @param rows to come
    /// @return whether they are there already, kept from an earlier run: none are added then
    /// @throws Exception when it can't
    boolean begin(CaseSpec bench, int rows) throws Exception;

    /// Times ascend.
    ///
    /// @throws Exception when it fails
    void add(long time, double value) throws Exception;

    /// Rows are all there.
    ///
    /// @throws Exception when it fails
    void seal() throws Exception;

    /// Of the values with `from` ≤ time ≤ `to`.
    ///
    /// @throws Exception when it fails
    double sum(long from, long to) throws Exception;

    @Override
    void close() throws IOException;
}
