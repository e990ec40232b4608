package dev.kymo.ring;

import java.io.IOException;

/// Where the records of declarations go, in the order of their ids: a journal, or a stream to another
/// machine.
@FunctionalInterface
public interface DeclarationLog {
    /// Takes one record; one thread at a time.
    ///
    /// @param kind of [JournalDescriptor]
    /// @param body whole, as [DeclarationFormat] reads it; the callee's from now on
    /// @throws IOException when there is no room for it; says what to do. The id is not answered then
    void append(int kind, byte[] body) throws IOException;
}
