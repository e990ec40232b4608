package dev.kymo.importer;

import dev.kymo.importer.mcap.Struct;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;

/// What messages of one type become.
@FunctionalInterface
interface MessageKind {
    /// Logs a message.
    ///
    /// @param entity its topic's
    /// @param isStatic whether the topic is one whose messages hold for good
    /// @throws dev.kymo.importer.mcap.MalformedMcapException when it is none of that type; nothing has been logged
    /// @throws IllegalArgumentException likewise
    void log(MessageLog log, EntityPath entity, Struct message, boolean isStatic) throws IOException;
}
