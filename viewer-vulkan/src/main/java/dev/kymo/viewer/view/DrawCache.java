package dev.kymo.viewer.view;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What has been decoded or sent to the device, kept from one scene to the next, so that moving in time costs
/// what has changed. Keys name the rows that a thing was made of: a row never changes. One thread, the
/// device's.
final class DrawCache implements AutoCloseable {
    /// Of what no scene uses any more; what the newest scene uses is kept however much it is.
    private static final long IDLE_BYTES_MAX = 96L << 20;

    private static final class Entry {
        private final AutoCloseable thing;
        private final long bytes;
        private long usedIn;
        private int holders;

        private Entry(final AutoCloseable thing, final long bytes) {
            this.thing = thing;
            this.bytes = bytes;
        }
    }

    /// The one that has been out of use longest first.
    private final Map<Object, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
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

    /// The same for whoever shows it in scene after scene without asking again: it stays until [#release].
    <T extends AutoCloseable> T hold(
            final Object key, final Class<T> type, final long bytes, final Supplier<? extends T> make) {
        final T thing = get(key, type, bytes, make);
        java.util.Objects.requireNonNull(entries.get(key)).holders++;
        return thing;
    }

    /// Gives up what was held.
    void release(final Object key) {
        final Entry entry = entries.get(key);
        if (entry != null) {
            entry.holders--;
            entry.usedIn = scene;
        }
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
        keepIdle(IDLE_BYTES_MAX);
        scene++;
    }

    /// Lets go of all that neither the newest scene nor the one before uses, between scenes.
    void giveUp() {
        keepIdle(0);
    }

    private void keepIdle(final long bytesMax) {
        long idleBytes = 0;
        for (final Entry each : entries.values()) {
            idleBytes += isIdle(each) ? each.bytes : 0;
        }
        final Iterator<Entry> oldest = entries.values().iterator();
        while (idleBytes > bytesMax && oldest.hasNext()) {
            final Entry entry = oldest.next();
            if (isIdle(entry)) {
                idleBytes -= entry.bytes;
                oldest.remove();
                close(entry.thing);
            }
        }
    }

    private boolean isIdle(final Entry entry) {
        return entry.holders == 0 && entry.usedIn < scene - 1;
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
