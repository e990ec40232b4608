package dev.kymo.viewer.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What has been decoded or sent to the device, kept from one scene to the next, so that moving in time costs
/// what has changed. Keys name the rows that a thing was made of: a row never changes. One thread, the
/// device's.
final class DrawCache implements AutoCloseable {
    /// Of what no scene uses any more; what the newest scene uses is kept however much it is.
    private static final long IDLE_BYTES_MAX = 512L << 20;

    private static final class Entry {
        private final AutoCloseable thing;
        private final long bytes;
        private long usedIn;

        private Entry(final AutoCloseable thing, final long bytes) {
            this.thing = thing;
            this.bytes = bytes;
        }
    }

    private final Map<Object, Entry> entries = new HashMap<>();
    private long scene;
    private long made;

    /// The thing of that key; made when it is not there. It is the cache's, and stays at least until the next
    /// but one [#endScene].
    ///
    /// @param key of a type that belongs to `T` alone
    <T extends AutoCloseable> T get(
            final Object key, final Class<T> type, final long bytes, final Supplier<? extends T> make) {
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry(make.get(), bytes);
            made++;
            entries.put(key, entry);
        }
        entry.usedIn = scene;
        return type.cast(entry.thing);
    }

    boolean has(final Object key) {
        return entries.containsKey(key);
    }

    /// How many things have been made so far.
    long madeCount() {
        return made;
    }

    /// To be called when a scene is complete: lets go of what has been out of use longest, past a limit.
    void endScene() {
        long idleBytes = 0;
        final List<Map.Entry<Object, Entry>> idle = new ArrayList<>();
        for (final Map.Entry<Object, Entry> each : entries.entrySet()) {
            if (each.getValue().usedIn < scene - 1) {
                idle.add(each);
                idleBytes += each.getValue().bytes;
            }
        }
        scene++;
        if (idleBytes <= IDLE_BYTES_MAX) {
            return;
        }
        idle.sort(java.util.Comparator.comparingLong(each -> each.getValue().usedIn));
        for (final Map.Entry<Object, Entry> each : idle) {
            if (idleBytes <= IDLE_BYTES_MAX / 2) {
                break;
            }
            idleBytes -= each.getValue().bytes;
            close(each.getValue().thing);
            entries.remove(each.getKey());
        }
    }

    private static void close(final AutoCloseable thing) {
        try {
            thing.close();
        } catch (final Exception e) {
            throw new IllegalStateException("giving draw data back failed", e);
        }
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> close(entry.thing));
        entries.clear();
    }
}
