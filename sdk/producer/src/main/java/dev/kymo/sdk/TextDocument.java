package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A text of several lines, plain or Markdown.
public final class TextDocument implements Archetype {
    public static final ArchetypeField TEXT = ArchetypeField.rerun("TextDocument", "text", Components.TEXT);
    public static final ArchetypeField MEDIA_TYPE =
            ArchetypeField.rerun("TextDocument", "media_type", Components.MEDIA_TYPE);

    private static final Fields NONE = Fields.none(TEXT, MEDIA_TYPE);

    private final Fields fields;

    private TextDocument(final Fields fields) {
        this.fields = fields;
    }

    /// Plain text.
    public static TextDocument of(final String text) {
        return update().text(text).mediaType(MediaType.TEXT);
    }

    public static TextDocument markdown(final String text) {
        return update().text(text).mediaType(MediaType.MARKDOWN);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static TextDocument update() {
        return new TextDocument(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static TextDocument clearFields() {
        return new TextDocument(NONE.allCleared());
    }

    /// Text, in UTF-8 where it is kept.
    public TextDocument text(final String text) {
        return new TextDocument(fields.with(TEXT, Instances.text(text)));
    }

    /// An IANA media type, see [MediaType].
    public TextDocument mediaType(final String mediaType) {
        return new TextDocument(fields.with(MEDIA_TYPE, Instances.text(mediaType)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
