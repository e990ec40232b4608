package dev.kymo.perf.report;

/// What the pages need of HTML.
final class Html {
    private Html() {}

    static String escape(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
