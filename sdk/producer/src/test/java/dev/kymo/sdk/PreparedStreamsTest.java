package dev.kymo.sdk;

import static dev.kymo.sdk.LoggedRows.cell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PreparedStreamsTest {
    private final MemorySink sink = new MemorySink();

    private RecordingStream open() {
        return RecordingStream.builder("test").sink(sink).open();
    }

    @Test
    void shouldLogWhatTheArchetypesLog() {
        try (var rec = open()) {
            rec.setTimeSequence("frame", 7);
            assertEquals(Commit.COMMITTED, rec.text("log").log(TextLogLevel.ERROR, "it broke"));
            rec.pose("robot").log(1, 2, 3, 0, 0, 0, 1);
            rec.points("feet", 2).log(1, 2, 3, 4, 5, 6);
            rec.scalars("motors", 3).log(.5, 1.5, 2.5);
            rec.log("log", TextLog.of(TextLogLevel.ERROR, "it broke"));
            rec.log("robot", Transform3D.update().translation(1, 2, 3).quaternion(0, 0, 0, 1));
            rec.log("feet", Points3D.of(1, 2, 3, 4, 5, 6));
            rec.log("motors", Scalars.of(.5, 1.5, 2.5));
        }
        for (final String path : List.of("log", "robot", "feet", "motors")) {
            final List<DataRow> rows = sink.rows(path);
            assertEquals(2, rows.size(), path);
            assertEquals(values(rows.get(1)), values(rows.get(0)), path);
            assertTrue(rows.get(0).time().toString().contains("frame"), path);
        }
    }

    /// Each cell as its component and its values' bytes.
    private static List<String> values(final DataRow row) {
        final List<String> values = new ArrayList<>();
        for (final DataCell cell : row.cells()) {
            final ArrayData instances = cell.instances();
            final StringBuilder text = new StringBuilder(cell.descriptor().component());
            for (int i = 0; i < instances.length(); i++) {
                text.append(' ').append(value(instances, i));
            }
            values.add(text.toString());
        }
        return values;
    }

    private static String value(final ArrayData instances, final int index) {
        return switch (instances.type().kind()) {
            case UTF8 -> instances.string(index);
            case FLOAT64 -> Double.toString(instances.getDouble(index));
            default -> {
                final ArrayData item = instances.list(index);
                final StringBuilder text = new StringBuilder();
                for (int i = 0; i < item.length(); i++) {
                    text.append(item.getFloat(i)).append(',');
                }
                yield text.toString();
            }
        };
    }

    @Test
    void shouldKeepRowsApartThatComeFromOneStream() {
        try (var rec = open()) {
            final PointsStream points = rec.points("feet", 1);
            final float[] xyz = {1, 2, 3};
            points.log(xyz);
            xyz[0] = 9;
            points.log(xyz);
        }
        final List<DataRow> rows = sink.rows("feet");
        assertEquals(1, cell(rows.get(0), Points3D.POSITIONS).child(0).getFloat(0));
        assertEquals(9, cell(rows.get(1), Points3D.POSITIONS).child(0).getFloat(0));
    }

    @Test
    void shouldEncodeAnyTextAsTheStandardLibraryDoes() {
        final long seed = 20261128;
        final SplittableRandom random = new SplittableRandom(seed);
        final TextCell cell = new TextCell();
        for (int round = 0; round < 2_000; round++) {
            final StringBuilder text = new StringBuilder();
            final int length = random.nextInt(round % 50 == 0 ? 2_000 : 20);
            for (int i = 0; i < length; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> text.append((char) random.nextInt(0x80));
                    case 1 -> text.append((char) random.nextInt(0x800));
                    case 2 -> text.append((char) random.nextInt(0x10000));
                    case 3 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                    case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                    default -> text.append("plain");
                }
            }
            cell.set(text);
            final byte[] expected = text.toString().getBytes(StandardCharsets.UTF_8);
            assertArrayEquals(
                    expected,
                    cell.instances().bytes(0).toArray(ValueLayout.JAVA_BYTE),
                    "seed " + seed + ", round " + round);
        }
    }

    @Test
    void shouldSayHowManyValuesARowHas() {
        try (var rec = open()) {
            final String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> rec.points("feet", 2).log(1, 2, 3))
                    .getMessage();
            assertTrue(message.contains("xyz.length=3, expected=points*3=6"), message);
            assertThrows(IllegalArgumentException.class, () -> rec.points("feet", 0));
        }
    }

    @Test
    void shouldAnswerDroppedWhenSwitchedOffOrClosed() {
        final RecordingStream rec = open();
        final TextStream text = rec.text("log");
        rec.setEnabled(false);
        assertEquals(Commit.DROPPED, text.info("unseen"));
        rec.setEnabled(true);
        assertEquals(Commit.COMMITTED, text.info("seen"));
        rec.close();
        assertEquals(Commit.DROPPED, text.info("unseen"));
        assertEquals(1, sink.rows("log").size());
    }
}
