package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.time.Duration;

/// A program's own ring in shared memory: what it logs into. One per process is enough, whatever its threads and
/// recordings are.
///
/// Names are declared once and travel as small integers from then on. Every method but [#close] may be called by any
/// thread at any time. A committed row is copied before the call returns.
public final class RingProducer implements AutoCloseable {
    private RingProducer() {}

    /// Makes the files, reserves and touches all their memory, and waits for nobody.
    ///
    /// @throws IOException when the folder is not safe to use or there is not room enough; says what to do
    public static RingProducer open(final RingConfig config) throws IOException {
        throw new IOException("not yet: " + config);
    }

    /// The small integer that stands for a store in [#commit]. The same for the same store, always.
    ///
    /// @throws IllegalStateException when the journal is full or cannot grow; says what to do
    public int declareStore(final StoreId store) {
        throw new IllegalStateException("not yet: " + store);
    }

    public int declareEntity(final EntityPath entity) {
        throw new IllegalStateException("not yet: " + entity);
    }

    public int declareTimeline(final Timeline timeline) {
        throw new IllegalStateException("not yet: " + timeline);
    }

    /// @param type what the instances of such a cell are
    public int declareComponent(final ComponentDescriptor descriptor, final Datatype type) {
        throw new IllegalStateException("not yet: " + descriptor + type);
    }

    /// Hands over one row. With `timeCount` 0 the row is static: it goes to the journal and stays there for readers to
    /// come.
    ///
    /// @param rowTimeNs with `rowInc` the row's id
    /// @param timelineIds the first `timeCount` are used, all different by name; `times` lie beside them
    /// @param componentIds the first `cellCount` are used, all different by name; `cells` lie beside them
    /// @param cells each of the type that its component was declared with; borrowed for the duration of the call
    /// @throws IllegalArgumentException for ids that were not declared, a reserved time, names that are
    ///     twice in the row, cells of another type or with bad offsets, or a row that can
    ///     never fit; nothing has been logged then
    /// @throws IllegalStateException after [#close]
    public Commit commit(
            final int store,
            final int entity,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final int[] componentIds,
            final ArrayData[] cells,
            final int cellCount) {
        throw new IllegalStateException("not yet");
    }

    /// [#commit] of one cell of one number, without any object: `component` was declared as `FLOAT64`.
    public Commit commitScalar(
            final int store,
            final int entity,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final int component,
            final double value) {
        throw new IllegalStateException("not yet");
    }

    /// Whether a recorder owns the ring now.
    public boolean hasRecorder() {
        return false;
    }

    /// Waits until a recorder owns the ring.
    ///
    /// @return whether one does
    public boolean awaitRecorder(final Duration timeout) {
        return timeout.isNegative();
    }

    /// Waits until a recorder has taken all that was committed or buffered before this call.
    ///
    /// @return whether it has; false when time ran out
    public boolean flush(final Duration timeout) {
        return timeout.isNegative();
    }

    public ProducerCounters counters() {
        return new ProducerCounters(0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// Says goodbye: what is left is drained by the recorder, which then removes the files. When there is none, the
    /// files
    /// are removed here, unless [RingConfig#linger] keeps them for a recorder to come.
    @Override
    public void close() {}
}
