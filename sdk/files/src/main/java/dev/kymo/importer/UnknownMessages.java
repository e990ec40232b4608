package dev.kymo.importer;

import dev.kymo.importer.mcap.Numbers;
import dev.kymo.importer.mcap.Schema;
import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages of types that nobody knows here. What they have is kept all the same: numbers as scalars, one entity for
/// each
/// field, so that they can be plotted; text and long arrays as components of the topic's entity.
final class UnknownMessages {
    /// So many numbers in an array are lines of one plot.
    private static final int MAX_SERIES = 64;
    /// So many messages in a list have entities of their own.
    private static final int MAX_ELEMENTS = 64;
    /// A message of one field by this name is that field.
    private static final String DATA = "data";

    private UnknownMessages() {}

    static void log(final MessageLog log, final EntityPath entity, final Struct message, final boolean isStatic)
            throws IOException {
        final boolean isWrapper = message.fields().size() == 1 && message.has(DATA);
        final AnyValues texts = isWrapper
                ? value(log, entity, entity, DATA, message.get(DATA), AnyValues.of())
                : fields(log, entity, entity, "", message, AnyValues.of());
        if (!texts.cells().isEmpty()) {
            log.log(entity, texts);
        }
    }

    /// The bytes of a message that can't be read.
    static void logBytes(final MessageLog log, final EntityPath entity, final Schema schema, final MemorySegment data)
            throws IOException {
        log.describe(entity, AnyValues.of().with("schema", schema.name()).with("schema_encoding", schema.encoding()));
        log.log(entity, AnyValues.of().withBlob(DATA, data));
    }

    private static AnyValues fields(
            final MessageLog log,
            final EntityPath topic,
            final EntityPath entity,
            final String prefix,
            final Struct struct,
            final AnyValues before)
            throws IOException {
        if (struct.isTime()) {
            log.log(entity, Scalars.of(struct.nanos() / 1e9));
            return before;
        }
        AnyValues texts = before;
        for (final Map.Entry<String, @Nullable Object> field : struct.fields().entrySet()) {
            final EntityPath child = log.child(entity, field.getKey());
            texts = value(log, topic, child, prefix + field.getKey(), field.getValue(), texts);
        }
        return texts;
    }

    /// Logs a number, and adds what is none to the components of the topic's entity.
    private static AnyValues value(
            final MessageLog log,
            final EntityPath topic,
            final EntityPath entity,
            final String name,
            final @Nullable Object value,
            final AnyValues texts)
            throws IOException {
        switch (value) {
            case final Long number -> log.log(entity, Scalars.of((double) number));
            case final Double number -> log.log(entity, Scalars.of(number));
            case final Boolean truth -> log.log(entity, Scalars.of(truth ? 1 : 0));
            case final String text -> {
                return with(texts, name, ArrayData.text(text));
            }
            case final Numbers numbers -> {
                if (numbers.count() > MAX_SERIES) {
                    return with(texts, name, array(numbers));
                }
                if (numbers.count() > 0) {
                    log.log(entity, Scalars.of(numbers.toDoubles()));
                }
            }
            case final Struct struct -> {
                return fields(log, topic, entity, name + ".", struct, texts);
            }
            case final List<?> list -> {
                return list(log, topic, entity, name, list, texts);
            }
            case null, default -> {
                // A field that was left out
            }
        }
        return texts;
    }

    private static AnyValues list(
            final MessageLog log,
            final EntityPath topic,
            final EntityPath entity,
            final String name,
            final List<?> list,
            final AnyValues before)
            throws IOException {
        if (!list.isEmpty() && list.stream().allMatch(String.class::isInstance)) {
            return with(
                    before,
                    name,
                    ArrayData.text(list.stream().map(String.class::cast).toList()));
        }
        AnyValues texts = before;
        for (int i = 0; i < Math.min(list.size(), MAX_ELEMENTS); i++) {
            final String index = Integer.toString(i);
            texts = value(log, topic, log.child(entity, index), name + "." + index, list.get(i), texts);
        }
        return texts;
    }

    private static ArrayData array(final Numbers numbers) {
        final Numbers little = numbers.isBigEndian() ? Numbers.of(numbers.toDoubles()) : numbers;
        return ArrayData.flat(little.type(), Math.toIntExact(little.count()), little.bytes());
    }

    private static AnyValues with(final AnyValues texts, final String name, final ArrayData values) {
        final boolean isThere = texts.cells().stream()
                .anyMatch(cell -> cell.descriptor().component().equals(name));
        return isThere || name.isEmpty() ? texts : texts.with(name, values);
    }
}
