package dev.kymo.store.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Streams whose schemas differ in their own metadata alone have their fields read once, and no others.
final class KnownSchemasTest {
    private static byte[] stream(final String id, final String column, final String columnKind) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("rerun:id", id);
        metadata.put("version", "1");
        final List<IpcField> fields =
                List.of(new IpcField(column, Datatype.FLOAT64, true, Map.of("rerun:kind", columnKind)));
        final EncodedIpc encoded =
                IpcWriter.write(new IpcBatch(metadata, fields, List.of(ArrayData.doubles(Datatype.FLOAT64, 1, 2)), 2));
        final byte[] bytes = new byte[(int) encoded.lengthBytes()];
        encoded.copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static IpcBatch read(final byte[] stream) {
        return IpcReader.read(MemorySegment.ofArray(stream));
    }

    @Test
    void shouldReadFieldsOnceWhereOnlyTheMetadataDiffers() {
        final IpcBatch first = read(stream("chunk_one", "known", "data"));
        final IpcBatch second = read(stream("chunk_two", "known", "data"));

        assertSame(first.fields().getFirst(), second.fields().getFirst());
        assertEquals("chunk_one", first.metadata().get("rerun:id"));
        assertEquals("chunk_two", second.metadata().get("rerun:id"));
        assertEquals("1", second.metadata().get("version"));
    }

    @Test
    void shouldReadAnewWhatDiffersInAField() {
        final IpcBatch first = read(stream("chunk_one", "aaaaa", "data"));
        final IpcBatch other = read(stream("chunk_one", "bbbbb", "data"));
        final IpcBatch marked = read(stream("chunk_one", "aaaaa", "tick"));

        assertEquals("bbbbb", other.fields().getFirst().name());
        assertEquals("tick", marked.fields().getFirst().metadata().get("rerun:kind"));
        assertNotSame(first.fields().getFirst(), marked.fields().getFirst());
    }

    /// Every byte of a known schema changed, one at a time: the answer is that of a process that knows none.
    @Test
    void shouldSayTheSameOfADamagedSchemaWhetherOrNotItsLikeIsKnown() {
        final byte[] good = stream("chunk_one", "damage", "data");
        int refused = 0;
        for (int at = 8; at < 400 && at < good.length; at++) {
            final byte[] damaged = good.clone();
            damaged[at] ^= 0x41;
            KnownSchemas.forget();
            final String alone = outcome(damaged);
            KnownSchemas.forget();
            read(good);
            assertEquals(alone, outcome(damaged), "byte " + at);
            refused += alone.startsWith("refused") ? 1 : 0;
        }
        assertTrue(refused > 20, "refused " + refused);
    }

    private static String outcome(final byte[] stream) {
        try {
            return describe(read(stream));
        } catch (final MalformedIpcException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String describe(final IpcBatch batch) {
        return batch.metadata() + " " + batch.fields() + " " + batch.rowCount();
    }

    @Test
    void shouldRefuseTextThatIsNone() {
        read(stream("chunk_one", "text", "data"));
        final byte[] bad = stream("chunk_one", "text", "data");
        final int at = new String(bad, StandardCharsets.ISO_8859_1).indexOf("chunk_one");
        bad[at] = (byte) 0xFF;

        assertThrows(MalformedIpcException.class, () -> read(bad));
    }
}
