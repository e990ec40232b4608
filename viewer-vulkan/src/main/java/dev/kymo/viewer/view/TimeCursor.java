package dev.kymo.viewer.view;

/// The moment that is shown.
public record TimeCursor(String timeline, long time) {}
