package dev.kymo.store.ipc;

import dev.kymo.store.model.Datatype;
import java.util.Map;

/// A column of a record batch: its name, type and metadata. Metadata keeps its order.
public record IpcField(String name, Datatype type, boolean nullable, Map<String, String> metadata) {}
