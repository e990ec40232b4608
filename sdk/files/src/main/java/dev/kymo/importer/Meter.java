package dev.kymo.importer;

/// Adds up what has been done over all files of an import and tells a [Progress]. Workers share it.
final class Meter {
    private final Progress progress;
    private final long totalBytes;
    private long doneBytes;
    private long points;

    Meter(final Progress progress, final long totalBytes) {
        this.progress = progress;
        this.totalBytes = totalBytes;
    }

    synchronized void add(final long moreBytes, final long morePoints) {
        doneBytes += moreBytes;
        points += morePoints;
        progress.advanced(Math.min(doneBytes, totalBytes), totalBytes, points);
    }

    synchronized void note(final String text) {
        progress.note(text);
    }
}
