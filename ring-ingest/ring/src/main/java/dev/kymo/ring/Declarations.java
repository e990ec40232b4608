package dev.kymo.ring;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a producer has declared, and the small integers that stand for it. Any thread; what is known already
/// is answered without a lock.
///
/// The plain fields that checks on the hot path read are written before an id is answered: a thread that has
/// an id from another in any orderly way sees them.
final class Declarations {
    /// There is no room for another form.
    static final int NO_FORM = -1;

    private static final int FIRST_CAPACITY = 64;
    /// A recorder keeps all forms of a program in memory.
    private static final int MAX_FORMS = 1 << 18;

    private final DeclarationLog log;
    private final Map<StoreId, Integer> stores = new ConcurrentHashMap<>();
    private final Map<EntityPath, Integer> entities = new ConcurrentHashMap<>();
    private final Map<Timeline, Integer> timelines = new ConcurrentHashMap<>();
    private final Map<DeclarationFormat.Component, Integer> components = new ConcurrentHashMap<>();
    private final Map<RowForm, Integer> forms = new ConcurrentHashMap<>();
    /// Timelines of one name, and components of one name, share a number: a row must not have two of them.
    private final Map<String, Integer> timelineNames = new ConcurrentHashMap<>();

    private final Map<String, Integer> componentNames = new ConcurrentHashMap<>();

    private int storeCount;
    private int entityCount;
    private int timelineCount;
    private int componentCount;
    private int formCount;
    private int[] nameOfTimeline = new int[FIRST_CAPACITY];
    private int[] nameOfComponent = new int[FIRST_CAPACITY];
    private Datatype[] typeOfComponent = new Datatype[FIRST_CAPACITY];
    private long[] streamOfForm = new long[FIRST_CAPACITY];
    /// Per kind and id the record's body, when asked to keep it.
    private final @Nullable List<List<byte[]>> bodies;

    /// @param log gets the record of each declaration before its id is answered
    /// @param keepsBodies whether [#body] will be asked
    Declarations(final DeclarationLog log, final boolean keepsBodies) {
        this.log = log;
        bodies = keepsBodies
                ? List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>())
                : null;
    }

    /// The body of the record that declared an id.
    synchronized byte[] body(final int kind, final int id) {
        if (bodies == null) {
            throw new IllegalStateException("declarations were not kept");
        }
        return bodies.get(kind - 1).get(id);
    }

    int store(final StoreId store) {
        final Integer known = stores.get(store);
        return known != null ? known : declareStore(store);
    }

    int entity(final EntityPath entity) {
        final Integer known = entities.get(entity);
        return known != null ? known : declareEntity(entity);
    }

    int timeline(final Timeline timeline) {
        final Integer known = timelines.get(timeline);
        return known != null ? known : declareTimeline(timeline);
    }

    int component(final ComponentDescriptor descriptor, final Datatype type) {
        final DeclarationFormat.Component component = new DeclarationFormat.Component(descriptor, type);
        final Integer known = components.get(component);
        return known != null ? known : declareComponent(component);
    }

    private synchronized int declareStore(final StoreId store) {
        final Integer known = stores.get(store);
        if (known != null) {
            return known;
        }
        final int id = storeCount;
        append(JournalDescriptor.STORE, DeclarationFormat.store(id, store));
        storeCount = id + 1;
        stores.put(store, id);
        return id;
    }

    private synchronized int declareEntity(final EntityPath entity) {
        final Integer known = entities.get(entity);
        if (known != null) {
            return known;
        }
        final int id = entityCount;
        append(JournalDescriptor.ENTITY, DeclarationFormat.entity(id, entity));
        entityCount = id + 1;
        entities.put(entity, id);
        return id;
    }

    private synchronized int declareTimeline(final Timeline timeline) {
        final Integer known = timelines.get(timeline);
        if (known != null) {
            return known;
        }
        final int id = timelineCount;
        append(JournalDescriptor.TIMELINE, DeclarationFormat.timeline(id, timeline));
        if (id == nameOfTimeline.length) {
            nameOfTimeline = Arrays.copyOf(nameOfTimeline, 2 * id);
        }
        nameOfTimeline[id] = timelineNames.computeIfAbsent(timeline.name(), name -> timelineNames.size());
        timelineCount = id + 1;
        timelines.put(timeline, id);
        return id;
    }

    private synchronized int declareComponent(final DeclarationFormat.Component component) {
        final Integer known = components.get(component);
        if (known != null) {
            return known;
        }
        final int id = componentCount;
        append(JournalDescriptor.COMPONENT, DeclarationFormat.component(id, component));
        if (id == typeOfComponent.length) {
            typeOfComponent = Arrays.copyOf(typeOfComponent, 2 * id);
            nameOfComponent = Arrays.copyOf(nameOfComponent, 2 * id);
        }
        typeOfComponent[id] = component.type();
        nameOfComponent[id] =
                componentNames.computeIfAbsent(component.descriptor().component(), name -> componentNames.size());
        componentCount = id + 1;
        components.put(component, id);
        return id;
    }

    /// The id of a form whose ids were declared, and are as they may be in a row; [#NO_FORM] when there is
    /// no room for another.
    synchronized int form(final RowForm form) {
        final Integer known = forms.get(form);
        if (known != null) {
            return known;
        }
        final int id = formCount;
        if (id == MAX_FORMS) {
            return NO_FORM;
        }
        try {
            log.append(JournalDescriptor.FORM, DeclarationFormat.form(id, form));
        } catch (final IOException full) {
            // Rows can do without
            return NO_FORM;
        }
        if (id == streamOfForm.length) {
            streamOfForm = Arrays.copyOf(streamOfForm, 2 * id);
        }
        streamOfForm[id] = CountersDescriptor.key(form.store(), form.entity());
        formCount = id + 1;
        forms.put(form, id);
        return id;
    }

    /// Whose rows of a form are, as [CountersDescriptor#key].
    ///
    /// @param id of a form that was declared before, in the caller's eyes
    long streamOfForm(final int id) {
        return streamOfForm[id];
    }

    private void append(final int kind, final byte[] body) {
        try {
            log.append(kind, body);
        } catch (final IOException full) {
            throw new IllegalStateException(full.getMessage(), full);
        }
        if (bodies != null) {
            bodies.get(kind - 1).add(body);
        }
    }

    /// @throws IllegalArgumentException unless both were declared
    void checkStoreAndEntity(final int store, final int entity) {
        if (store < 0 || store >= storeCount || entity < 0 || entity >= entityCount) {
            throw new IllegalArgumentException("store=" + store + " of " + storeCount + " declared, entity=" + entity
                    + " of " + entityCount + " declared");
        }
    }

    /// @throws IllegalArgumentException unless the timelines were declared, differ by name, and no time is
    ///     reserved
    void checkTimes(final int[] timelineIds, final long[] times, final int timeCount) {
        if (timeCount < 0 || timeCount > RowDescriptor.MAX_COUNT) {
            throw new IllegalArgumentException("timeCount=" + timeCount + ", max=" + RowDescriptor.MAX_COUNT);
        }
        for (int i = 0; i < timeCount; i++) {
            final int id = timelineIds[i];
            if (id < 0 || id >= timelineCount || times[i] < Timeline.MIN_TIME) {
                throw new IllegalArgumentException("timeline=" + id + " of " + timelineCount + " declared, time="
                        + times[i] + ", smallest=" + Timeline.MIN_TIME);
            }
            for (int j = 0; j < i; j++) {
                if (nameOfTimeline[id] == nameOfTimeline[timelineIds[j]]) {
                    throw new IllegalArgumentException("timeline=" + id + ": its name is in the row twice");
                }
            }
        }
    }

    /// @throws IllegalArgumentException unless the components were declared and differ by name
    void checkComponents(final int[] componentIds, final int cellCount) {
        if (cellCount < 0 || cellCount > RowDescriptor.MAX_COUNT) {
            throw new IllegalArgumentException("cellCount=" + cellCount + ", max=" + RowDescriptor.MAX_COUNT);
        }
        for (int i = 0; i < cellCount; i++) {
            final int id = componentIds[i];
            if (id < 0 || id >= componentCount) {
                throw new IllegalArgumentException("component=" + id + " of " + componentCount + " declared");
            }
            for (int j = 0; j < i; j++) {
                if (nameOfComponent[id] == nameOfComponent[componentIds[j]]) {
                    throw new IllegalArgumentException("component=" + id + ": its name is in the row twice");
                }
            }
        }
    }

    /// The type of a component that was declared.
    ///
    /// @throws IllegalArgumentException when it was not
    Datatype type(final int component) {
        if (component < 0 || component >= componentCount) {
            throw new IllegalArgumentException("component=" + component + " of " + componentCount + " declared");
        }
        return typeOfComponent[component];
    }
}
