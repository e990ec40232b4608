package dev.kymo.ingest;

/// Is told what an [IngestAgent] cannot put right. Called on the agent's thread; must be quick and not throw.
public interface IngestListener {
    /// A producer was cut off: nothing more is read from it, everybody else is unharmed.
    ///
    /// @param producer its process id and folder
    void producerCutOff(String producer, Exception reason);

    /// The sink could not store a row; the row is lost, and counted.
    void rowRefused(String producer, IllegalArgumentException reason);

    /// Rows stay behind in a ring because a record in front of them was not finished before the drain
    /// timeout, or because they could not be filed. They are kept for the next recorder.
    void rowsLeftBehind(String producer, long bytes);

    /// A duty cycle failed, as when the sink can take nothing. It is tried again; no row is lost.
    void failed(Throwable reason);
}
