package dev.kymo.sdk;

final class TextDocument {
    public static TextDocument markdown(final String text) {
        return update().text(text).mediaType(MediaType.MARKDOWN);
    }
}
