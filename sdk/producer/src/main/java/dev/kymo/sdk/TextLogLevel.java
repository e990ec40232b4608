package dev.kymo.sdk;

/// Severities of a [TextLog] that viewers colour and filter by; others may be used.
public final class TextLogLevel {
    public static final String CRITICAL = "CRITICAL";
    public static final String ERROR = "ERROR";
    public static final String WARN = "WARN";
    public static final String INFO = "INFO";
    public static final String DEBUG = "DEBUG";
    public static final String TRACE = "TRACE";

    private TextLogLevel() {}
}
