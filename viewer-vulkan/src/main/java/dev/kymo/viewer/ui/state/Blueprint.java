package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Removal;
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the user has made of a window, and made of it before: a store of kind *blueprint*, like any other. Each
/// change is a time of its own on the timeline `blueprint`, with a row for each property that is another one:
///
/// ```text
///   time      0                 1                    2              3
///   /viewport layout                                 layout
///   /entities hidden            hidden                              hidden
///   /views/…  hidden series
///             └ where undo ends (MAX_UNDO changes)   ▲ shown now    └ where redo ends
/// ```
///
/// What is shown at a time is latest-at there. So undo and redo move along the timeline; a change takes out
/// what is behind it ([Removal]), as nobody will see it again. Times that can be gone back to are protected
/// from every sweep by [#policy]. What is before them is swept now and then, but for the answers where they
/// begin.
///
/// The window's thread alone; close it.
public final class Blueprint implements AutoCloseable {
    /// How many changes can be undone.
    public static final int MAX_UNDO = 64;

    static final Timeline TIMELINE = Timeline.sequence("blueprint");
    /// A chunk is swept when less than half of it has to stay.
    private static final int SWEEP_EVERY = 2 * MAX_UNDO;

    private static final long STEP_NS = 1_000_000;
    /// Small chunks: a change is some hundred bytes.
    private static final SealPolicy POLICY = new SealPolicy(64 << 10, SWEEP_EVERY, Long.MAX_VALUE, 64 << 10);

    private final StoreId id;
    private final Stores stores = new Stores();
    private final MemoryChunks memory = new MemoryChunks();
    private final StoreIngest ingest = new StoreIngest(stores, memory, POLICY);
    private final RecordingStore store;
    /// All that have ever been said.
    private final Set<Property> properties = new LinkedHashSet<>();

    private long oldest;
    private long now = -1;
    private long newest = -1;
    private long sweptAt;

    /// Something that is said about a window.
    ///
    /// @param entity what it is said of
    /// @param component its identifier there
    public record Property(EntityPath entity, String component) {
        private ComponentDescriptor descriptor() {
            return ComponentDescriptor.of(component);
        }
    }

    /// @param application whose recordings are looked at
    public Blueprint(final String application) {
        id = new StoreId(StoreKind.BLUEPRINT, application, "window");
        store = stores.getOrCreate(id);
    }

    /// The store itself; this writes it.
    public RecordingStore store() {
        return store;
    }

    /// What a sweep of it may not take.
    public SweepPolicy policy() {
        return SweepPolicy.OLDEST_FIRST.withProtectedRanges(
                List.of(new SweepPolicy.ProtectedRange(TIMELINE.name(), oldest, Timeline.MAX_TIME)));
    }

    /// What is shown now by the last change, undo or redo; empty before the first.
    public Map<Property, List<String>> shown() {
        return at(now);
    }

    /// Notes what the user has changed.
    ///
    /// @param before what was shown when he did: more than [#shown] where something else changed since, such as
    ///     views that opened by themselves. Undo goes back to this
    /// @param after what is shown now
    public void change(final Map<Property, List<String>> before, final Map<Property, List<String>> after) {
        if (now < 0) {
            now = 0;
        }
        if (newest > now) {
            new Removal(store, memory, ingest).after(TIMELINE.name(), now);
        }
        write(before);
        now++;
        newest = now;
        write(after);
        oldest = Math.max(oldest, now - MAX_UNDO);
        if (oldest - sweptAt >= SWEEP_EVERY) {
            sweptAt = oldest;
            sweep();
        }
        store.reclaim();
    }

    /// Properties that are not what they are at the present time get another row there: of rows of a time the newest
    /// counts.
    private void write(final Map<Property, List<String>> values) {
        final Map<Property, List<String>> known = at(now);
        values.forEach((property, value) -> {
            properties.add(property);
            if (!value.equals(known.get(property))) {
                ingest.append(
                        id,
                        new DataRow(
                                RowIds.PROCESS.next(),
                                property.entity,
                                TimePoint.of(TIMELINE, now),
                                List.of(new DataCell(property.descriptor(), ArrayData.text(value)))));
            }
        });
    }

    private Map<Property, List<String>> at(final long time) {
        final Map<Property, List<String>> values = new HashMap<>();
        if (time < 0) {
            return values;
        }
        try (StoreReader reader = store.reader()) {
            for (final Property property : properties) {
                reader.latestAt(property.entity, property.component, TIMELINE.name(), time)
                        .ifPresent(cell -> values.put(property, texts(cell.instances())));
            }
        }
        return values;
    }

    private static List<String> texts(final ArrayData values) {
        final List<String> texts = new ArrayList<>(values.length());
        for (int i = 0; i < values.length(); i++) {
            texts.add(values.string(i));
        }
        return List.copyOf(texts);
    }

    /// Has no chunk take rows, so that all can be swept.
    void sealAll() {
        ingest.sealAll();
    }

    private void sweep() {
        sealAll();
        try (Sweep sweep = new Sweep(store, memory, policy(), SweepTarget.everything())) {
            while (!sweep.step(STEP_NS)) {
                // Some kilobytes: done at once
            }
        }
    }

    /// How many changes can be undone now.
    public int undoable() {
        return (int) Math.max(0, now - oldest);
    }

    /// How many can be done again.
    public int redoable() {
        return (int) Math.max(0, newest - now);
    }

    /// Goes back to before the last change.
    ///
    /// @return what was shown then; null when there is nothing to go back to
    public @Nullable Map<Property, List<String>> undo() {
        return undoable() == 0 ? null : at(--now);
    }

    /// Goes on to what was undone last.
    ///
    /// @return what was shown then; null when nothing has been undone since the last change
    public @Nullable Map<Property, List<String>> redo() {
        return redoable() == 0 ? null : at(++now);
    }

    @Override
    public void close() {
        ingest.close();
        stores.close();
        memory.close();
    }
}
