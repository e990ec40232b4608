package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeclarationFormatTest {
    private static final long SEED = 99;

    @Test
    void shouldReadBackWhatWasDeclared() {
        final StoreId store = new StoreId(StoreKind.BLUEPRINT, "Äpp", "");
        assertEquals(
                store,
                DeclarationFormat.readStore(of(DeclarationFormat.store(3, store)))
                        .what());
        final EntityPath entity = EntityPath.of("a b", "ü/x", "\n");
        assertEquals(
                entity,
                DeclarationFormat.readEntity(of(DeclarationFormat.entity(4, entity)))
                        .what());
        assertEquals(
                EntityPath.ROOT,
                DeclarationFormat.readEntity(of(DeclarationFormat.entity(0, EntityPath.ROOT)))
                        .what());
        for (final TimeType type : TimeType.values()) {
            final Timeline timeline = new Timeline("t", type);
            final DeclarationFormat.Declared<Timeline> read =
                    DeclarationFormat.readTimeline(of(DeclarationFormat.timeline(7, timeline)));
            assertEquals(7, read.id());
            assertEquals(timeline, read.what());
        }
    }

    @Test
    void shouldReadBackDescriptorsAndTypesOfEveryKind() {
        for (int round = 0; round < 2_000; round++) {
            final RandomArrays arrays = new RandomArrays(new Random(SEED + round));
            final Datatype type = arrays.type(Datatype.Kind.values()[round % Datatype.Kind.values().length], 4);
            final ComponentDescriptor descriptor = new ComponentDescriptor(
                    "c" + round, round % 2 == 0 ? "archetype" : null, round % 3 == 0 ? "type" : null);
            final DeclarationFormat.Component component = new DeclarationFormat.Component(descriptor, type);
            final DeclarationFormat.Component read = DeclarationFormat.readComponent(
                            of(DeclarationFormat.component(round, component)))
                    .what();
            assertEquals(descriptor, read.descriptor());
            assertSame(type, read.type(), "seed=" + (SEED + round));
        }
    }

    @Test
    void shouldReadBackFormsAndRefuseWhatIsNone() {
        final RowForm form = new RowForm(
                1,
                2,
                List.of(new RowForm.Time(3, true), new RowForm.Time(4, false)),
                List.of(new RowForm.Cell(5, 1), new RowForm.Cell(6, 0)));
        final byte[] body = DeclarationFormat.form(7, form);
        final DeclarationFormat.Declared<RowForm> read = DeclarationFormat.readForm(of(body));
        assertEquals(7, read.id());
        assertEquals(form, read.what());
        for (int length = 0; length < body.length; length++) {
            final byte[] cut = Arrays.copyOf(body, length);
            assertThrows(
                    RuntimeException.class, () -> DeclarationFormat.readForm(of(cut)), () -> "length=" + cut.length);
        }
        final Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            final byte[] changed = body.clone();
            MemorySegment.ofArray(changed).set(Layouts.INT, 4L * random.nextInt(body.length / 4), random.nextInt());
            try {
                DeclarationFormat.readForm(of(changed));
            } catch (final IllegalArgumentException | IndexOutOfBoundsException bad) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "refused=" + refused);
        assertThrows(IllegalArgumentException.class, () -> new RowForm(0, 0, List.of(), List.of()));
    }

    private static void assertSame(final Datatype expected, final Datatype found, final String message) {
        assertEquals(expected.kind(), found.kind(), message);
        assertEquals(expected.size(), found.size(), message);
        assertEquals(expected.children().size(), found.children().size(), message);
        if (expected.kind() == Datatype.Kind.DENSE_UNION) {
            assertArrayEquals(expected.unionTypeIds(), found.unionTypeIds(), message);
        }
        for (int i = 0; i < expected.children().size(); i++) {
            assertEquals(
                    expected.children().get(i).name(), found.children().get(i).name(), message);
            assertEquals(
                    expected.children().get(i).nullable(),
                    found.children().get(i).nullable(),
                    message);
            assertSame(
                    expected.children().get(i).type(), found.children().get(i).type(), message);
        }
    }

    @Test
    void shouldRefuseOrReadWhateverTheBytesAre() {
        final Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            final Datatype type = new RandomArrays(random).type(3);
            final byte[] body =
                    DeclarationFormat.component(1, new DeclarationFormat.Component(ComponentDescriptor.of("c"), type));
            body[random.nextInt(body.length)] = (byte) random.nextInt();
            try {
                DeclarationFormat.readComponent(of(body));
            } catch (final IllegalArgumentException | IndexOutOfBoundsException bad) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "refused=" + refused);
    }

    @Test
    void shouldRefuseTypesThatAreNestedWithoutEnd() {
        Datatype type = Datatype.UINT8;
        for (int depth = 0; depth < 100; depth++) {
            type = Datatype.vector(1, type);
        }
        final DeclarationFormat.Component deep = new DeclarationFormat.Component(ComponentDescriptor.of("deep"), type);
        assertThrows(IllegalArgumentException.class, () -> DeclarationFormat.component(0, deep));
    }

    private static MemorySegment of(final byte[] body) {
        return MemorySegment.ofArray(body);
    }
}
