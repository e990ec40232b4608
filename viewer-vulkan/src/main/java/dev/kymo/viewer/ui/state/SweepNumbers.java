package dev.kymo.viewer.ui.state;

/// How often memory was given back while a recording is shown, and how long rows waited for it.
///
/// @param sweeps that were begun
/// @param freedBytes by them
/// @param steps that they took, other caches given up among them
/// @param refusedRows that were not taken in, because all that may go had gone
public record SweepNumbers(long sweeps, long freedBytes, StepTimes steps, long refusedRows) {
    /// Of a recording of which nothing is given back.
    public static final SweepNumbers NONE = new SweepNumbers(0, 0, StepTimes.NONE, 0);
}
