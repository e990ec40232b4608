package dev.kymo.ring;

import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes and reads the bodies of declarations in the journal; [JournalDescriptor] says what they look like.
///
/// Reading checks every length against the body and fails with `IllegalArgumentException` (or
/// `IndexOutOfBoundsException` from the segment's own check) on anything else than what was written here.
public final class DeclarationFormat {
    private static final int HAS_ARCHETYPE = 1;
    private static final int HAS_COMPONENT_TYPE = 2;
    private static final byte[] NO_IDS = {};
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 4096;

    /// The code of a kind of datatype is its place here: never to be reordered, only added to.
    private static final List<Datatype.Kind> KINDS = List.of(
            Datatype.Kind.NULL,
            Datatype.Kind.BOOL,
            Datatype.Kind.INT8,
            Datatype.Kind.UINT8,
            Datatype.Kind.INT16,
            Datatype.Kind.UINT16,
            Datatype.Kind.INT32,
            Datatype.Kind.UINT32,
            Datatype.Kind.INT64,
            Datatype.Kind.UINT64,
            Datatype.Kind.FLOAT16,
            Datatype.Kind.FLOAT32,
            Datatype.Kind.FLOAT64,
            Datatype.Kind.TIMESTAMP_NS,
            Datatype.Kind.DURATION_NS,
            Datatype.Kind.FIXED_SIZE_BINARY,
            Datatype.Kind.UTF8,
            Datatype.Kind.BINARY,
            Datatype.Kind.LARGE_UTF8,
            Datatype.Kind.LARGE_BINARY,
            Datatype.Kind.LIST,
            Datatype.Kind.LARGE_LIST,
            Datatype.Kind.FIXED_SIZE_LIST,
            Datatype.Kind.STRUCT,
            Datatype.Kind.DENSE_UNION);

    private static final List<Datatype> CONSTANTS = List.of(
            Datatype.NULL,
            Datatype.BOOL,
            Datatype.INT8,
            Datatype.UINT8,
            Datatype.INT16,
            Datatype.UINT16,
            Datatype.INT32,
            Datatype.UINT32,
            Datatype.INT64,
            Datatype.UINT64,
            Datatype.FLOAT16,
            Datatype.FLOAT32,
            Datatype.FLOAT64,
            Datatype.TIMESTAMP_NS,
            Datatype.DURATION_NS,
            Datatype.UTF8,
            Datatype.BINARY);

    private static final List<StoreKind> STORE_KINDS = List.of(StoreKind.RECORDING, StoreKind.BLUEPRINT);
    private static final List<TimeType> TIME_TYPES = List.of(TimeType.SEQUENCE, TimeType.DURATION, TimeType.TIMESTAMP);

    private DeclarationFormat() {}

    /// A declared id and what it stands for.
    public record Declared<T>(int id, T what) {}

    /// A component and the type of its instances.
    public record Component(ComponentDescriptor descriptor, Datatype type) {}

    static byte[] store(final int id, final StoreId store) {
        final Body body = new Body(id, STORE_KINDS.indexOf(store.kind()));
        body.text(store.applicationId());
        body.text(store.recordingId());
        return body.toBytes();
    }

    static byte[] entity(final int id, final EntityPath entity) {
        final Body body = new Body(id, entity.parts().size());
        entity.parts().forEach(body::text);
        return body.toBytes();
    }

    static byte[] timeline(final int id, final Timeline timeline) {
        final Body body = new Body(id, TIME_TYPES.indexOf(timeline.type()));
        body.text(timeline.name());
        return body.toBytes();
    }

    /// @throws IllegalArgumentException for a type nested deeper, or with more nodes, than readers accept
    static byte[] component(final int id, final Component component) {
        final ComponentDescriptor descriptor = component.descriptor();
        final String archetype = descriptor.archetype();
        final String componentType = descriptor.componentType();
        final Body body = new Body(
                id, (archetype != null ? HAS_ARCHETYPE : 0) | (componentType != null ? HAS_COMPONENT_TYPE : 0));
        body.text(descriptor.component());
        if (archetype != null) {
            body.text(archetype);
        }
        if (componentType != null) {
            body.text(componentType);
        }
        if (component.type().totalNodeCount() > MAX_NODES) {
            throw new IllegalArgumentException("component " + descriptor.component() + ": nodes="
                    + component.type().totalNodeCount() + " of its datatype, max=" + MAX_NODES);
        }
        body.datatype(component.type(), 0);
        return body.toBytes();
    }

    static byte[] form(final int id, final RowForm form) {
        final Body body = new Body(id, form.store());
        body.integer(form.entity());
        body.integer(form.times().size());
        for (final RowForm.Time time : form.times()) {
            body.integer(time.timelineId());
            body.integer(time.isIdTime() ? 1 : 0);
        }
        body.integer(form.cells().size());
        for (final RowForm.Cell cell : form.cells()) {
            body.integer(cell.componentId());
            body.integer(cell.count());
        }
        return body.toBytes();
    }

    public static Declared<StoreId> readStore(final MemorySegment body) {
        final Cursor cursor = new Cursor(body);
        final int id = cursor.integer();
        final StoreKind kind = cursor.choice(STORE_KINDS, "store kind");
        final StoreId store = new StoreId(kind, cursor.text(), cursor.text());
        cursor.end();
        return new Declared<>(id, store);
    }

    public static Declared<EntityPath> readEntity(final MemorySegment body) {
        final Cursor cursor = new Cursor(body);
        final int id = cursor.integer();
        final int count = cursor.count(Integer.BYTES, "entity path parts");
        final List<String> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(cursor.text());
        }
        cursor.end();
        return new Declared<>(id, EntityPath.of(parts));
    }

    public static Declared<Timeline> readTimeline(final MemorySegment body) {
        final Cursor cursor = new Cursor(body);
        final int id = cursor.integer();
        final TimeType type = cursor.choice(TIME_TYPES, "time type");
        final Timeline timeline = new Timeline(cursor.text(), type);
        cursor.end();
        return new Declared<>(id, timeline);
    }

    public static Declared<Component> readComponent(final MemorySegment body) {
        final Cursor cursor = new Cursor(body);
        final int id = cursor.integer();
        final int flags = cursor.integer();
        final ComponentDescriptor descriptor = new ComponentDescriptor(
                cursor.text(),
                (flags & HAS_ARCHETYPE) != 0 ? cursor.text() : null,
                (flags & HAS_COMPONENT_TYPE) != 0 ? cursor.text() : null);
        final Datatype type = cursor.datatype(0);
        cursor.end();
        return new Declared<>(id, new Component(descriptor, type));
    }

    /// Of a form the ids are not looked up here.
    public static Declared<RowForm> readForm(final MemorySegment body) {
        final Cursor cursor = new Cursor(body);
        final int id = cursor.integer();
        final int store = cursor.integer();
        final int entity = cursor.integer();
        final int timeCount = cursor.count(2 * Integer.BYTES, "times of a form");
        final List<RowForm.Time> times = new ArrayList<>(timeCount);
        for (int i = 0; i < timeCount; i++) {
            times.add(
                    new RowForm.Time(cursor.integer(), cursor.choice(List.of(Boolean.FALSE, Boolean.TRUE), "id time")));
        }
        final int cellCount = cursor.count(2 * Integer.BYTES, "cells of a form");
        final List<RowForm.Cell> cells = new ArrayList<>(cellCount);
        for (int i = 0; i < cellCount; i++) {
            cells.add(new RowForm.Cell(cursor.integer(), cursor.integer()));
        }
        cursor.end();
        return new Declared<>(id, new RowForm(store, entity, times, cells));
    }

    /// A body being written.
    private static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Body(final int first, final int second) {
            integer(first);
            integer(second);
        }

        void integer(final int value) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                bytes.write(value >> shift);
            }
        }

        void text(final String text) {
            final byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            integer(encoded.length);
            bytes.writeBytes(encoded);
        }

        void datatype(final Datatype type, final int depth) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("a datatype is nested deeper than " + MAX_DEPTH + ": " + type);
            }
            final byte[] unionTypeIds = type.kind() == Datatype.Kind.DENSE_UNION ? type.unionTypeIds() : NO_IDS;
            integer(KINDS.indexOf(type.kind()));
            integer(type.size());
            integer(type.children().size());
            for (int i = 0; i < type.children().size(); i++) {
                final Field child = type.children().get(i);
                integer(unionTypeIds.length == 0 ? 0 : unionTypeIds[i]);
                integer(child.nullable() ? 1 : 0);
                text(child.name());
                datatype(child.type(), depth + 1);
            }
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    /// A body being read.
    private static final class Cursor {
        private final MemorySegment body;
        private long at;
        private int nodes;

        Cursor(final MemorySegment body) {
            this.body = body;
        }

        int integer() {
            final int value = body.get(Layouts.INT, at);
            at += Integer.BYTES;
            return value;
        }

        <T> T choice(final List<T> choices, final String what) {
            final int code = integer();
            if (code < 0 || code >= choices.size()) {
                throw new IllegalArgumentException(what + " " + code + ", expected 0 to " + (choices.size() - 1));
            }
            return choices.get(code);
        }

        /// A number of things of at least `leastBytes` bytes each, all of which must fit into what is left.
        int count(final int leastBytes, final String what) {
            final int count = integer();
            if (count < 0 || count > (body.byteSize() - at) / leastBytes) {
                throw new IllegalArgumentException(
                        what + ": count=" + count + ", bytes left=" + (body.byteSize() - at));
            }
            return count;
        }

        String text() {
            final int length = count(1, "text");
            final byte[] bytes = body.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            at += length;
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Datatype datatype(final int depth) {
            nodes++;
            if (depth > MAX_DEPTH || nodes > MAX_NODES) {
                throw new IllegalArgumentException(
                        "datatype: depth=" + depth + ", max=" + MAX_DEPTH + "; nodes=" + nodes + ", max=" + MAX_NODES);
            }
            final Datatype.Kind kind = choice(KINDS, "datatype kind");
            final int size = integer();
            final int count = count(4 * Integer.BYTES, "datatype children");
            final byte[] unionTypeIds = new byte[count];
            final List<Field> children = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                final int typeId = integer();
                if (typeId != (byte) typeId) {
                    throw new IllegalArgumentException("union type id " + typeId + ", expected a byte");
                }
                unionTypeIds[i] = (byte) typeId;
                final boolean nullable = choice(List.of(Boolean.FALSE, Boolean.TRUE), "nullable");
                children.add(new Field(text(), datatype(depth + 1), nullable));
            }
            return build(kind, size, unionTypeIds, children);
        }

        private static Datatype build(
                final Datatype.Kind kind, final int size, final byte[] unionTypeIds, final List<Field> children) {
            final int expected = switch (kind) {
                case LIST, LARGE_LIST, FIXED_SIZE_LIST -> 1;
                case STRUCT, DENSE_UNION -> children.size();
                default -> 0;
            };
            if (children.size() != expected) {
                throw new IllegalArgumentException(kind + ": children=" + children.size() + ", expected " + expected);
            }
            return switch (kind) {
                case FIXED_SIZE_BINARY -> Datatype.fixedSizeBinary(size);
                case LIST -> Datatype.list(children.get(0));
                case LARGE_LIST -> Datatype.largeList(children.get(0));
                case FIXED_SIZE_LIST -> Datatype.fixedSizeList(size, children.get(0));
                case STRUCT -> Datatype.struct(children);
                case DENSE_UNION -> Datatype.denseUnion(unionTypeIds, children);
                default -> plain(kind);
            };
        }

        /// The constants themselves, so that types that are the same are mostly the same object too.
        private static Datatype plain(final Datatype.Kind kind) {
            for (final Datatype constant : CONSTANTS) {
                if (constant.kind() == kind) {
                    return constant;
                }
            }
            return Datatype.of(kind);
        }

        void end() {
            if (at != body.byteSize()) {
                throw new IllegalArgumentException("declaration ends at byte " + at + " of " + body.byteSize());
            }
        }
    }
}
