package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.Locale;
import java.util.Optional;

/// A text document as it stands at a moment.
///
/// @param isMarkdown whether its media type says so
public record DocumentText(String text, boolean isMarkdown) {
    public static Optional<DocumentText> at(
            final StoreReader reader, final EntityPath entity, final TimeCursor cursor) {
        final Cells cells = new Cells(reader, entity, cursor);
        final String text = cells.text("TextDocument:text");
        if (text == null) {
            return Optional.empty();
        }
        final String mediaType = cells.text("TextDocument:media_type");
        return Optional.of(new DocumentText(
                text, mediaType != null && mediaType.toLowerCase(Locale.ROOT).startsWith("text/markdown")));
    }
}
