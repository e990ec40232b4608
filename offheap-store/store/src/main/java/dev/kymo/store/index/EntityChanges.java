package dev.kymo.store.index;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which entities of a store were changed last, so that a prepared query looks at these, however many it has.
///
/// ```text
///   writer   slot n % 1024 ◄ entity      then   count ◄ n + 1
///   query    count, the slots from where it was, count again: what may be overwritten by then is not believed
/// ```
///
/// One writer at a time; any thread may read.
final class EntityChanges {
    private static final int CAPACITY = 1 << 10;
    private static final int MASK = CAPACITY - 1;

    private final AtomicReferenceArray<@Nullable EntitySlot> latest = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicLong count = new AtomicLong();

    /// An entity has changed, and its slot says so. Before memory is retired that this unlinked: a query that still
    /// finds the old count has entered an epoch that holds that memory back.
    void note(final EntitySlot changed) {
        final long number = count.get();
        latest.setRelease((int) number & MASK, changed);
        // Volatile: who sees the count sees the slots below it, and what these refer to
        count.set(number + 1);
    }

    /// Any entity may have changed.
    void noteAll() {
        count.getAndAdd(CAPACITY);
    }

    /// Another number after each change.
    long count() {
        return count.get();
    }

    /// The entity that a change was of; from [#count] numbers back.
    @Nullable
    EntitySlot at(final long number) {
        return latest.getAcquire((int) number & MASK);
    }

    /// Whether what [#at] said of changes since `number` was theirs: asked afterwards. The next change may be half
    /// noted already, which is why the oldest one is not believed.
    boolean hasAllSince(final long number) {
        return count.get() - number < CAPACITY;
    }
}
