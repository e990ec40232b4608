package dev.kymo.cli;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;

/// Positions with their entity's 64-bit origin added, so that coordinates come out as the source had them.
final class AbsolutePositions implements AnswerJson.CellValues {
    private static final String ORIGIN = "Origin3D:origin";
    private static final int AXES = 3;

    private final double[] origin;

    private AbsolutePositions(final double[] origin) {
        this.origin = origin;
    }

    /// What to write an entity's cells with: its origin added, when it has one.
    static AnswerJson.CellValues of(final StoreReader reader, final EntityPath entity) {
        final Cell cell = reader.latestStatic(entity, ORIGIN).orElse(null);
        if (cell == null
                || cell.instances().length() != 1
                || !cell.instances().type().equals(Datatype.vector(AXES, Datatype.FLOAT64))) {
            return AnswerJson.CellValues.AS_LOGGED;
        }
        final ArrayData axes = cell.instances().list(0);
        return new AbsolutePositions(new double[] {axes.getDouble(0), axes.getDouble(1), axes.getDouble(2)});
    }

    @Override
    public void write(final AnswerJson writer, final Cell cell) throws IOException {
        final Datatype type = cell.instances().type();
        final boolean isPosition = cell.descriptor().component().endsWith(":positions")
                && type.kind() == Datatype.Kind.FIXED_SIZE_LIST
                && type.size() == AXES
                && type.item().kind() == Datatype.Kind.FLOAT32;
        if (!isPosition) {
            writer.writeValues(cell.instances());
            return;
        }
        writer.json().writeStartArray();
        for (int i = 0; i < cell.instances().length(); i++) {
            if (cell.instances().isNull(i)) {
                writer.json().writeNull();
                continue;
            }
            final ArrayData position = cell.instances().list(i);
            writer.json().writeStartArray();
            for (int axis = 0; axis < AXES; axis++) {
                writer.writeDouble(origin[axis] + position.getFloat(axis));
            }
            writer.json().writeEndArray();
        }
        writer.json().writeEndArray();
    }
}
