package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodCancelledException;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Levels of detail that are being made: views that want those of the same cloud at the same time get what
/// one of them makes, and see it grow. Any thread.
final class LodBuilds {
    /// Views do not know of each other.
    static final LodBuilds OF_THIS_PROCESS = new LodBuilds();

    private static final long LOOK_MS = 20;

    /// A cloud of a recording.
    ///
    /// @param files the recording's
    /// @param what of it the cloud is, as in the name of its side file
    /// @param isKept whether the side file has a name
    /// @param isAnew whether it takes the place of one that is there
    record Key(List<Path> files, long what, boolean isKept, boolean isAnew) {}

    /// Who wants a tree.
    ///
    /// @param cancelled is asked now and then whether it is wanted no more
    /// @param progress told how far it has come
    /// @param growth gets what there is of it meanwhile; null when that is not wanted
    record Asker(BooleanSupplier cancelled, LodOptions.Progress progress, LodOptions.@Nullable Growth growth) {}

    /// Finds or builds a tree, on the thread of who asked first.
    interface Work {
        /// @param progress of all who ask; `growth` likewise, null when none of them wants it
        LodFile make(LodOptions.Progress progress, LodOptions.@Nullable Growth growth) throws IOException;
    }

    private final Map<Key, UnderWay> all = new HashMap<>();

    /// A tree that is being made, and who waits for it beside its maker. Guarded by itself.
    private static final class UnderWay {
        private final Asker maker;
        private final List<Asker> waiting = new ArrayList<>();
        private final Map<Asker, LodFile> made = new HashMap<>();
        private @Nullable LodFile newest;
        private boolean isOver;

        private UnderWay(final Asker maker) {
            this.maker = maker;
        }

        private synchronized void placed(final long done, final long total) {
            maker.progress.placed(done, total);
            waiting.forEach(asker -> asker.progress.placed(done, total));
        }

        private synchronized void grown(final LodFile partial) {
            closeNewest();
            newest = partial.share();
            waiting.forEach(asker -> show(asker, partial));
            if (maker.growth == null) {
                close(partial);
            } else {
                maker.growth.grown(partial);
            }
        }

        private static void show(final Asker asker, final LodFile partial) {
            if (asker.growth != null) {
                asker.growth.grown(partial.share());
            }
        }

        /// Whoever comes late sees what there is.
        private synchronized void join(final Asker asker) {
            waiting.add(asker);
            if (newest != null) {
                show(asker, newest);
            }
        }

        /// @param tree null when nothing came of it
        private synchronized void end(final @Nullable LodFile tree) {
            isOver = true;
            closeNewest();
            if (tree != null) {
                waiting.forEach(asker -> made.put(asker, tree.share()));
            }
            notifyAll();
        }

        /// @return null when nothing has come of it
        private synchronized @Nullable LodFile await(final Asker asker) throws LodCancelledException {
            try {
                while (!isOver) {
                    if (asker.cancelled.getAsBoolean()) {
                        throw new LodCancelledException();
                    }
                    wait(LOOK_MS);
                }
                return made.get(asker);
            } catch (final InterruptedException e) {
                // It may have ended before the interrupt was heard
                final LodFile unwanted = made.remove(asker);
                if (unwanted != null) {
                    close(unwanted);
                }
                Thread.currentThread().interrupt();
                throw new LodCancelledException();
            } finally {
                waiting.remove(asker);
            }
        }

        private void closeNewest() {
            if (newest != null) {
                close(newest);
                newest = null;
            }
        }

        private static void close(final LodFile tree) {
            try {
                tree.close();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Makes a tree, or waits for the one that another is making.
    ///
    /// @return the caller's, to be closed by it
    /// @throws LodCancelledException when the asker does not want it any more
    LodFile get(final Key key, final Asker asker, final Work work) throws IOException {
        while (true) {
            final UnderWay found;
            final boolean isMaker;
            synchronized (this) {
                final UnderWay before = all.get(key);
                isMaker = before == null;
                found = before == null ? new UnderWay(asker) : before;
                if (isMaker) {
                    all.put(key, found);
                } else {
                    found.join(asker);
                }
            }
            if (isMaker) {
                return make(key, found, work);
            }
            // What its maker has given up is begun anew by one of those who still want it
            final LodFile made = found.await(asker);
            if (made != null) {
                return made;
            }
        }
    }

    private LodFile make(final Key key, final UnderWay build, final Work work) throws IOException {
        LodFile tree = null;
        try {
            tree = work.make(build::placed, build.maker.growth == null ? null : new Grown(build));
            return tree;
        } finally {
            // First nobody comes to it any more: who did has a share in it
            synchronized (this) {
                all.remove(key);
            }
            build.end(tree);
        }
    }

    /// As often as its maker wants it.
    private record Grown(UnderWay build) implements LodOptions.Growth {
        @Override
        public boolean isWanted() {
            return build.maker.growth != null && build.maker.growth.isWanted();
        }

        @Override
        public void grown(final LodFile partial) {
            build.grown(partial);
        }
    }
}
