package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.lod.LodCancelledException;
import dev.kymo.rrd.lod.LodFile;
import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Those who want the levels of detail of the same cloud while they are made.
final class LodBuildsTest {
    private static final long LIMIT_S = 60;

    @TempDir
    private Path folder;

    private final LodBuilds builds = new LodBuilds();
    private final LodBuilds.Key key = new LodBuilds.Key(List.of(Path.of("run.rrd")), 7, true, false);
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch isMaking = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private LodFile tree(final LodOptions.@Nullable Growth growth) throws IOException {
        final int[] rgba = new int[900_000];
        final float[] xyz = Terrain.make(rgba);
        return growth == null ? Terrain.tree(folder, xyz, rgba) : Terrain.tree(folder, xyz, rgba, growth);
    }

    private static void await(final CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(LIMIT_S, TimeUnit.SECONDS));
        } catch (final InterruptedException e) {
            throw new IOException(e);
        }
    }

    private LodFile make(final LodOptions.Progress progress, final LodOptions.@Nullable Growth growth)
            throws IOException {
        made.incrementAndGet();
        final LodFile tree = tree(growth);
        progress.placed(1, 2);
        isMaking.countDown();
        await(mayEnd);
        return tree;
    }

    private FutureTask<LodFile> ask(final LodBuilds.Asker asker, final LodBuilds.Work work) {
        final FutureTask<LodFile> task = new FutureTask<>(() -> builds.get(key, asker, work));
        Thread.ofPlatform().name("asks").daemon().start(task);
        return task;
    }

    private static LodFile got(final FutureTask<LodFile> task) throws Exception {
        return task.get(LIMIT_S, TimeUnit.SECONDS);
    }

    /// Keeps what it is told.
    private static final class Seen implements LodOptions.Growth {
        private final List<LodFile> partial = new ArrayList<>();
        private final CountDownLatch isTold = new CountDownLatch(1);

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public synchronized void grown(final LodFile tree) {
            partial.add(tree);
            isTold.countDown();
        }

        private synchronized void read() throws IOException {
            for (final LodFile tree : partial) {
                LodBuildsTest.read(tree);
                tree.close();
            }
        }
    }

    private static void read(final LodFile tree) throws IOException {
        for (int node = 0; node < tree.nodes(); node++) {
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, Math.max(1, tree.bytes(node)))) {
                tree.read(node, block.segment());
            }
        }
    }

    private static LodBuilds.Asker asker(final BooleanSupplier cancelled, final LodOptions.@Nullable Growth growth) {
        return new LodBuilds.Asker(cancelled, (_, _) -> {}, growth);
    }

    @Test
    void shouldMakeATreeOnceForAllAndShowItToWhoComesLate() throws Exception {
        final Seen early = new Seen();
        final Seen late = new Seen();
        final FutureTask<LodFile> first = ask(asker(() -> false, early), this::make);
        await(isMaking);
        final FutureTask<LodFile> second = ask(asker(() -> false, late), this::make);
        await(late.isTold);
        mayEnd.countDown();
        final LodFile one = got(first);
        final LodFile other = got(second);
        assertEquals(1, made.get());
        assertEquals(1, late.partial.size(), "what there was when it came");
        assertTrue(early.partial.size() > 1);
        early.read();
        late.read();
        one.close();
        read(other);
        other.close();
        // What is done is not remembered: the file has it
        got(ask(asker(() -> false, null), this::make)).close();
        assertEquals(2, made.get());
    }

    @Test
    void shouldLetOneWhoWaitsBuildWhatTheMakerHasGivenUp() throws Exception {
        final FutureTask<LodFile> first = ask(asker(() -> true, null), (_, _) -> {
            isMaking.countDown();
            await(mayEnd);
            throw new LodCancelledException();
        });
        await(isMaking);
        final AtomicBoolean isAsked = new AtomicBoolean();
        final CountDownLatch waits = new CountDownLatch(1);
        final FutureTask<LodFile> second = ask(
                asker(
                        () -> {
                            waits.countDown();
                            return isAsked.get();
                        },
                        null),
                this::make);
        await(waits);
        mayEnd.countDown();
        assertInstanceOf(
                LodCancelledException.class,
                assertThrows(ExecutionException.class, () -> got(first)).getCause());
        got(second).close();
        assertEquals(1, made.get());
    }

    @Test
    void shouldLetGoOfOneWhoDoesNotWantItAnyMore() throws Exception {
        final FutureTask<LodFile> first = ask(asker(() -> false, null), this::make);
        await(isMaking);
        final FutureTask<LodFile> second = ask(asker(() -> true, null), this::make);
        assertInstanceOf(
                LodCancelledException.class,
                assertThrows(ExecutionException.class, () -> got(second)).getCause());
        mayEnd.countDown();
        got(first).close();
        assertEquals(1, made.get());
    }
}
