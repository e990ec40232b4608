package dev.kymo.store.model;

/// Names one store. All three parts matter: the same recording id under another application is another recording.
public record StoreId(StoreKind kind, String applicationId, String recordingId) {
    public static StoreId recording(final String applicationId, final String recordingId) {
        return new StoreId(StoreKind.RECORDING, applicationId, recordingId);
    }

    /// Of the recording alone, whose text keeps its hash: every row that is logged is looked up by its store.
    @Override
    public int hashCode() {
        return recordingId.hashCode();
    }
}
