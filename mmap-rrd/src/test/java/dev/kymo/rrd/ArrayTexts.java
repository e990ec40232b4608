package dev.kymo.rrd;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Values as something that is equal when they are.
final class ArrayTexts {
    private ArrayTexts() {}

    static int of(final ArrayData array) {
        int hash = array.length();
        final Datatype type = array.type();
        if (type.kind() == Datatype.Kind.FIXED_SIZE_LIST || type.byteWidth() > 0) {
            for (int i = 0; i < array.length(); i++) {
                hash = 31 * hash + (array.isNull(i) ? 1 : 0);
            }
            return 31 * hash + Arrays.hashCode(array.flatBytes().toArray(ValueLayout.JAVA_BYTE));
        }
        for (int i = 0; i < array.length(); i++) {
            hash = 31 * hash + (array.isNull(i) ? 1 : item(array, i));
        }
        return hash;
    }

    private static int item(final ArrayData array, final int index) {
        return switch (array.type().kind()) {
            case BOOL -> Boolean.hashCode(array.bool(index));
            case UTF8 -> array.string(index).hashCode();
            case LIST -> of(array.list(index));
            case STRUCT -> {
                int hash = 0;
                for (int i = 0; i < array.childCount(); i++) {
                    hash = 31 * hash + of(array.structField(i).slice(index, 1));
                }
                yield hash;
            }
            case DENSE_UNION -> {
                final int child = array.unionChild(index);
                yield 31 * child + of(array.child(child).slice(array.unionOffset(index), 1));
            }
            default -> Arrays.hashCode(array.bytes(index).toArray(ValueLayout.JAVA_BYTE));
        };
    }
}
