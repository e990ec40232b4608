package dev.kymo.ingest;

import dev.kymo.ring.DeclarationFormat;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// What the ids of one kind stand for: those that come as 0, 1, 2 and so on in a list, others in a map, since an id
/// that nobody vouches for must not be what memory is made for.
final class NameTable<T> {
    private final String kind;
    private final boolean isWhole;
    private final List<T> inOrder = new ArrayList<>();
    private final Int2ObjectHashMap<T> others = new Int2ObjectHashMap<>();

    /// @param isWhole whether all ids come in order
    NameTable(final String kind, final boolean isWhole) {
        this.kind = kind;
        this.isWhole = isWhole;
    }

    /// @throws IllegalArgumentException for an id whose turn it isn't, or that is there already
    void add(final DeclarationFormat.Declared<T> declared) {
        final int id = declared.id();
        if (id == inOrder.size() && !others.containsKey(id)) {
            inOrder.add(declared.what());
        } else if (isWhole) {
            throw new IllegalArgumentException(kind + " id: expected " + inOrder.size() + ", found " + id);
        } else if (id < inOrder.size() || others.put(id, declared.what()) != null) {
            throw new IllegalArgumentException(kind + " id " + id + " is negative or declared twice");
        }
    }

    boolean has(final int id) {
        return find(id) != null;
    }

    T get(final int id) {
        final T found = find(id);
        if (found == null) {
            throw new IllegalArgumentException(
                    kind + " id " + id + ", " + (inOrder.size() + others.size()) + " are declared");
        }
        return found;
    }

    private @Nullable T find(final int id) {
        return id >= 0 && id < inOrder.size() ? inOrder.get(id) : others.get(id);
    }

    /// Those that came in order.
    List<T> inOrder() {
        return inOrder;
    }

    void clear() {
        inOrder.clear();
        others.clear();
    }
}
