package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A place in the tree of entities, with or without data of its own.
///
/// @param archetypes short names of what was logged here, such as `Points3D`; empty without data
/// @param children by path
public record EntityNode(EntityPath path, Set<String> archetypes, List<EntityNode> children) {
    /// The tree of all entities of a store. Properties of the recording itself are left out.
    static EntityNode of(final StoreReader reader) {
        final Map<EntityPath, EntityNode> known = new HashMap<>();
        final EntityNode root = new EntityNode(EntityPath.ROOT, new LinkedHashSet<>(), new ArrayList<>());
        known.put(EntityPath.ROOT, root);
        for (final EntityPath entity : reader.store().entities()) {
            if (!entity.isRoot() && entity.parts().getFirst().equals("__properties")) {
                continue;
            }
            final EntityNode node = at(entity, known);
            for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
                final int colon = column.component().indexOf(':');
                node.archetypes.add(
                        colon < 0 ? column.component() : column.component().substring(0, colon));
            }
        }
        return root;
    }

    private static EntityNode at(final EntityPath path, final Map<EntityPath, EntityNode> known) {
        EntityNode node = known.get(path);
        if (node == null) {
            node = new EntityNode(path, new LinkedHashSet<>(), new ArrayList<>());
            known.put(path, node);
            final EntityPath parent = path.parent();
            if (parent != null) {
                at(parent, known).children.add(node);
            }
        }
        return node;
    }

    /// The last part of the path; `/` at the root.
    public String name() {
        return path.isRoot() ? "/" : path.parts().getLast();
    }

    public boolean hasData() {
        return !archetypes.isEmpty();
    }
}
