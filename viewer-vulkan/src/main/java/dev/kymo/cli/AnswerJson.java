package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.store.index.Cell;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.IOException;

/// Answers as JSON, in the one dialect that all queries speak: `{"time","row","count","values"}`, where times
/// and 64-bit integers are strings (JSON numbers lose digits), floats the shortest decimal that reads back at
/// the column's width, and runs of bytes `{"blob":length}`.
final class AnswerJson {
    private final JsonGenerator json;

    AnswerJson(final JsonGenerator json) {
        this.json = json;
    }

    /// `{"time","row","count","values"}`, or null when there is no answer.
    void writeCell(final @org.jspecify.annotations.Nullable Cell cell, final CellValues values) throws IOException {
        if (cell == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        writeTime(cell);
        json.writeStringField("row", cell.row().toString());
        writeInstances(cell, values);
        json.writeEndObject();
    }

    void writeTime(final Cell cell) throws IOException {
        json.writeStringField("time", cell.isStatic() ? "static" : Long.toString(cell.time()));
    }

    /// The fields `count` and `values`.
    void writeInstances(final Cell cell, final CellValues values) throws IOException {
        json.writeNumberField("count", cell.instances().length());
        json.writeFieldName("values");
        values.write(this, cell);
    }

    /// How a cell's instances are written: as they are, or with an origin added.
    interface CellValues {
        CellValues AS_LOGGED = (writer, cell) -> writer.writeValues(cell.instances());

        void write(AnswerJson writer, Cell cell) throws IOException;
    }

    JsonGenerator json() {
        return json;
    }

    void writeValues(final ArrayData values) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < values.length(); i++) {
            writeValue(values, i);
        }
        json.writeEndArray();
    }

    private void writeValue(final ArrayData values, final int index) throws IOException {
        if (values.isNull(index)) {
            json.writeNull();
            return;
        }
        final Datatype type = values.type();
        switch (type.kind()) {
            case NULL -> json.writeNull();
            case BOOL -> json.writeBoolean(values.bool(index));
            case INT8 -> json.writeNumber(values.getByte(index));
            case UINT8 -> json.writeNumber(Byte.toUnsignedInt(values.getByte(index)));
            case INT16 -> json.writeNumber(values.getShort(index));
            case UINT16 -> json.writeNumber(Short.toUnsignedInt(values.getShort(index)));
            case INT32 -> json.writeNumber(values.getInt(index));
            case UINT32 -> json.writeNumber(Integer.toUnsignedLong(values.getInt(index)));
            case INT64, TIMESTAMP_NS, DURATION_NS -> json.writeString(Long.toString(values.getLong(index)));
            case UINT64 -> json.writeString(Long.toUnsignedString(values.getLong(index)));
            case FLOAT16 -> writeFloat(Float.float16ToFloat(values.getShort(index)));
            case FLOAT32 -> writeFloat(values.getFloat(index));
            case FLOAT64 -> writeDouble(values.getDouble(index));
            case UTF8, LARGE_UTF8 -> json.writeString(values.string(index));
            case BINARY, LARGE_BINARY, FIXED_SIZE_BINARY ->
                writeBlob(values.bytes(index).byteSize());
            case LIST, LARGE_LIST, FIXED_SIZE_LIST -> {
                final ArrayData items = values.list(index);
                if (type.isBlob()) {
                    writeBlob(items.length());
                } else {
                    writeValues(items);
                }
            }
            case STRUCT -> {
                json.writeStartObject();
                for (int field = 0; field < values.childCount(); field++) {
                    json.writeFieldName(type.children().get(field).name());
                    writeValue(values.structField(field), index);
                }
                json.writeEndObject();
            }
            case DENSE_UNION -> writeValue(values.child(values.unionChild(index)), values.unionOffset(index));
        }
    }

    private void writeBlob(final long bytes) throws IOException {
        json.writeStartObject();
        json.writeNumberField("blob", bytes);
        json.writeEndObject();
    }

    void writeFloat(final float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(Float.toString(value));
        } else {
            json.writeString(Float.toString(value));
        }
    }

    void writeDouble(final double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(Double.toString(value));
        } else {
            json.writeString(Double.toString(value));
        }
    }
}
