package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for the names of coordinate frames. The first are those of entities, which have a frame each without
/// it being said: `tf#` and the entity's path. One thread.
final class FrameNames {
    static final int NONE = -1;
    private static final String IMPLICIT = "tf#";
    private static final String IMPLICIT_PATH = "tf#/";
    /// A name that means a longer path hangs from nothing: all above it would have to be named.
    private static final int MAX_DEPTH = 256;

    private final List<String> names = new ArrayList<>();
    /// What each hangs from unless somebody says otherwise.
    private final List<Integer> parents = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int entities;

    /// @param entities by number: their frames have the same. Parents come before what is below them
    FrameNames(final List<EntityPath> entities) {
        this.entities = entities.size();
        for (final EntityPath entity : entities) {
            numberOf(entity);
        }
    }

    /// The number of a frame, whether or not its name was met before. Paths that mean the same are one.
    int numberOf(final String name) {
        final Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        final EntityPath path =
                name.startsWith(IMPLICIT_PATH) ? EntityPath.parse(name.substring(IMPLICIT.length())) : null;
        final int number = path == null || path.parts().size() > MAX_DEPTH ? add(name, NONE) : numberOf(path);
        numbers.put(name, number);
        return number;
    }

    private int numberOf(final EntityPath entity) {
        final String name = IMPLICIT + entity;
        final Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        final EntityPath above = entity.parent();
        final int parent = above == null ? NONE : numberOf(above);
        final int number = add(name, parent);
        numbers.put(name, number);
        return number;
    }

    private int add(final String name, final int parent) {
        names.add(name);
        parents.add(parent);
        return names.size() - 1;
    }

    String name(final int frame) {
        return names.get(frame);
    }

    /// The frame of the entity above, for that of an entity whether it is in the store or not; else [#NONE].
    int parent(final int frame) {
        return parents.get(frame);
    }

    /// Whether it is an entity's own; its number is the entity's then.
    boolean isOfEntity(final int frame) {
        return frame < entities;
    }

    int count() {
        return names.size();
    }
}
