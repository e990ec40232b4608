package dev.kymo.store.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One component of one row: a list of instances. A cell of 0 instances is data too: it hides what was logged before.
///
/// @param instances borrowed: the memory behind it must stay as it is until the row has been logged
public record DataCell(ComponentDescriptor descriptor, ArrayData instances) {
    /// What [#instanceFor] says where a cell has fewer instances.
    public static final int NO_INSTANCE = -1;

    /// Instances from Java's own values ([NativeValues]).
    ///
    /// @throws IllegalArgumentException for a value that does not fit the type; the component is named
    public static DataCell of(
            final ComponentDescriptor descriptor, final Datatype type, final List<? extends @Nullable Object> values) {
        try {
            return new DataCell(descriptor, NativeValues.of(type, values));
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("component " + descriptor.component() + ": " + e.getMessage(), e);
        }
    }

    /// A cell of 0 instances: logged, and hiding what was there.
    public static DataCell empty(final ComponentDescriptor descriptor, final Datatype type) {
        return new DataCell(descriptor, ArrayData.empty(type));
    }

    /// A cell of 0 instances of this one's component and type.
    public DataCell emptied() {
        return empty(descriptor, instances.type());
    }

    /// How many instances there are, nulls among them.
    public int instanceCount() {
        return instances.length();
    }

    /// Which instance of this cell stands for instance `index` of a row: the same, or, where there is one only, that
    /// one. One that is not there is for a view to leave out.
    ///
    /// @return [#NO_INSTANCE] when the cell has none there
    public int instanceFor(final int index) {
        if (instances.length() == 1) {
            return 0;
        }
        return index < instances.length() ? index : NO_INSTANCE;
    }
}
