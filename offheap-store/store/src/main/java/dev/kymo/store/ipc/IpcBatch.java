package dev.kymo.store.ipc;

import dev.kymo.store.model.ArrayData;
import java.util.List;
import java.util.Map;

/// One record batch with its schema: what a stream holds, and what is written as one.
///
/// @param columns one per field, `rowCount` values each; borrowed
public record IpcBatch(Map<String, String> metadata, List<IpcField> fields, List<ArrayData> columns, int rowCount) {
    public IpcBatch {
        if (fields.size() != columns.size()) {
            throw new IllegalArgumentException("fields=" + fields.size() + ", columns=" + columns.size());
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).length() != rowCount) {
                throw new IllegalArgumentException("column " + fields.get(i).name() + " has "
                        + columns.get(i).length() + " values, the batch " + rowCount + " rows");
            }
        }
    }
}
