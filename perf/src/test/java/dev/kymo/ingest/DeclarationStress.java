package dev.kymo.ingest;

import dev.kymo.perf.stress.SharedMemory;
import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.JournalRecords;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RingRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.agrona.collections.LongArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A program declares a name and then logs a row with it, again and again: a reader that finds the row in the
/// ring finds the declaration in the journal, whole.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each row's declaration was there before it")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "one side was asleep for long")
@Outcome(expect = Expect.FORBIDDEN, desc = "a row came before its declaration, or a declaration in part")
@State
public class DeclarationStress {
    private static final int ALL_WELL = 1;
    private static final int ASLEEP = 0;
    private static final int NOT_DECLARED = -1;
    private static final int TORN = -2;

    private static final int CAPACITY = 1 << 14;
    private static final int NAMES = 200;
    private static final int ROW_WORDS = 2;
    private static final int NAME_WORDS = 12;
    private static final int MAX_SPINS = 200_000;
    private static final LongArrayList NO_BLOCKS = new LongArrayList();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment control = MemorySegment.ofArray(new long[ControlDescriptor.RING_OFFSET / Long.BYTES]);
    private final MemorySegment ring =
            MemorySegment.ofArray(new long[(CAPACITY + RingDescriptor.TRAILER_LENGTH) / Long.BYTES]);
    private final RingRecords rows = new RingRecords(ring);
    private final Path folder;
    private final JournalRecords names;
    private final JournalReader journal;
    private final RingReader reader;

    public DeclarationStress() {
        try {
            folder = SharedMemory.forState();
            names = new JournalRecords(folder, control, arena);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        journal = new JournalReader(folder, control, arena);
        final MemorySegment copy = MemorySegment.ofArray(new long[CAPACITY / Long.BYTES]);
        reader = new RingReader(control, ring, new PayloadReader(MemorySegment.NULL), Names.ofJournal(), copy);
        reader.begin();
    }

    @Actor
    public void declareAndLog() {
        for (int number = 1; number <= NAMES; number++) {
            names.write(number, NAME_WORDS);
            rows.write(number, ROW_WORDS);
        }
    }

    @Actor
    public void read(final I_Result result) {
        int declared = 0;
        int number = 0;
        for (int spins = 0; spins < MAX_SPINS && number < NAMES; spins++) {
            final int length = reader.next();
            // After the record, as a recorder does it
            while (journal.hasNext()) {
                declared++;
                if (!isDeclared(declared)) {
                    result.r1 = TORN;
                    return;
                }
            }
            if (length != RingReader.NOTHING) {
                number++;
                if (declared < number || RingRecords.numberIn(reader.copy(length), 0, ROW_WORDS) != number) {
                    result.r1 = declared < number ? NOT_DECLARED : TORN;
                    return;
                }
                reader.advance(length, number, NO_BLOCKS, 0);
            }
        }
        result.r1 = number == NAMES ? ALL_WELL : ASLEEP;
    }

    private boolean isDeclared(final int number) {
        try {
            final MemorySegment name = journal.next();
            return name.byteSize() == NAME_WORDS * Long.BYTES && RingRecords.numberIn(name, 0, NAME_WORDS) == number;
        } catch (final IOException | RuntimeException notSound) {
            return false;
        }
    }

    @Arbiter
    public void remove() {
        arena.close();
        try {
            ProducerFiles.remove(folder);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
