package dev.kymo.ingest;

import dev.kymo.ring.DeclarationFormat;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.RowForm;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What a producer has declared, by id. One thread.
final class Names {
    private final String source;
    private final NameTable<StoreId> stores;
    private final NameTable<EntityPath> entities;
    private final NameTable<Timeline> timelines;
    private final NameTable<DeclarationFormat.Component> components;
    private final NameTable<FormReader> forms;

    private Names(final String source, final boolean isWhole) {
        this.source = source;
        stores = new NameTable<>("store", isWhole);
        entities = new NameTable<>("entity", isWhole);
        timelines = new NameTable<>("timeline", isWhole);
        components = new NameTable<>("component", isWhole);
        forms = new NameTable<>("form", isWhole);
    }

    /// Of a journal, where all is declared: ids must come as 0, 1, 2 and so on.
    static Names ofJournal() {
        return new Names("journal", true);
    }

    /// Of a spill segment, which declares what its rows use: ids come with gaps.
    static Names ofSpillSegment() {
        return new Names("spill", false);
    }

    /// @param body a private copy
    /// @throws IllegalArgumentException for anything that is not a declaration whose turn it is
    void add(final int kind, final MemorySegment body) {
        switch (kind) {
            case JournalDescriptor.STORE -> stores.add(DeclarationFormat.readStore(body));
            case JournalDescriptor.ENTITY -> entities.add(DeclarationFormat.readEntity(body));
            case JournalDescriptor.TIMELINE -> timelines.add(DeclarationFormat.readTimeline(body));
            case JournalDescriptor.COMPONENT -> components.add(DeclarationFormat.readComponent(body));
            case JournalDescriptor.FORM -> addForm(DeclarationFormat.readForm(body));
            default -> throw new IllegalArgumentException(source + " record of kind " + kind);
        }
    }

    private void addForm(final DeclarationFormat.Declared<RowForm> declared) {
        forms.add(new DeclarationFormat.Declared<>(declared.id(), FormReader.of(declared.what(), this)));
    }

    /// Forgets all.
    void clear() {
        stores.clear();
        entities.clear();
        timelines.clear();
        components.clear();
        forms.clear();
    }

    /// All stores of a journal, by id.
    List<StoreId> stores() {
        return stores.inOrder();
    }

    /// Whether both ids have been declared.
    boolean isDeclared(final int store, final int entity) {
        return stores.has(store) && entities.has(entity);
    }

    /// Whether rows of that form can be read: it has been declared.
    boolean hasForm(final int id) {
        return forms.has(id);
    }

    /// Like the others.
    FormReader form(final int id) {
        return forms.get(id);
    }

    /// Like the others: of an id that was not declared an `IllegalArgumentException`.
    StoreId store(final int id) {
        return stores.get(id);
    }

    EntityPath entity(final int id) {
        return entities.get(id);
    }

    Timeline timeline(final int id) {
        return timelines.get(id);
    }

    DeclarationFormat.Component component(final int id) {
        return components.get(id);
    }
}
