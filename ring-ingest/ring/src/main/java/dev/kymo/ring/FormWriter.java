package dev.kymo.ring;

import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts rows of a form with one number into one ring, when nothing special is the matter: an owner, room, and
/// the end of a section of the ring is not reached. All else goes the way of all rows.
///
/// For each ring the JVM is given a class of its own, made of [ConstantFormWriter]'s bytes, whose static
/// fields are that ring's memory. To the compiler those are constants: addresses, bounds and what a mapping may be
/// used for are then in the instructions. As fields of an object, they are loaded and checked anew for each of the
/// dozen accesses that a row takes, since an atomic access might have changed them; that was 8 of 21 ns.
abstract class FormWriter {
    /// Where [ConstantFormWriter] finds what: positions in its class data.
    static final int RING = 0;

    static final int CONTROL = 1;
    static final int COUNTERS = 2;
    static final int SLOT_OWNERS = 3;
    static final int ANSWERS = 4;

    /// Commits one row. Any thread; allocates nothing.
    ///
    /// @param type of the record: the form's
    /// @param recordLength header and body, of that form
    /// @param isIdTime of the form's times, beside `times`
    /// @return null when nothing has been done
    abstract @Nullable Commit commit(
            int type, int recordLength, boolean[] isIdTime, long rowTimeNs, long rowInc, long[] times, double value);

    /// @return null when this program's class files can't be read, as where it was made one native image
    static @Nullable FormWriter of(
            final MemorySegment ring,
            final MemorySegment control,
            final RowCounters counters,
            final RowAnswers answers) {
        final byte[] template = template();
        if (template == null) {
            return null;
        }
        final List<Object> data = List.of(ring, control, counters.memory(), counters.slotOwners(), answers);
        try {
            final MethodHandles.Lookup made =
                    MethodHandles.lookup().defineHiddenClassWithClassData(template, data, true);
            return (FormWriter) made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (final RuntimeException | Error failure) {
            throw failure;
        } catch (final Throwable impossible) {
            throw new IllegalStateException("the class of a ring's writer is not as it was compiled", impossible);
        }
    }

    private static byte @Nullable [] template() {
        final String file = ConstantFormWriter.class.getSimpleName() + ".class";
        try (InputStream bytes = FormWriter.class.getResourceAsStream(file)) {
            return bytes == null ? null : bytes.readAllBytes();
        } catch (final IOException failure) {
            throw new UncheckedIOException(file, failure);
        }
    }
}
