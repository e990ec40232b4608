package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import org.jspecify.annotations.Nullable;

/// The lines of many things in one draw, one behind the other: what changes without becoming more or fewer lines is
/// sent to its place, and the rest stays. One thread, the device's; closed by its creator.
public final class LineGroups implements AutoCloseable {
    private final GpuDevice device;
    private final LineBatch all = new LineBatch();
    private final DirtyRanges changed = new DirtyRanges();
    private @Nullable LineDrawData uploaded;

    public LineGroups(final GpuDevice device) {
        this.device = device;
    }

    /// Begins to lay all groups out anew.
    public void clear() {
        all.clear();
        close();
    }

    /// Adds a group behind the others.
    ///
    /// @return where it begins
    public int add(final LineBatch group) {
        final int at = all.count();
        all.append(group);
        return at;
    }

    /// Gives a group other lines, as many as it had.
    ///
    /// @param at where it begins
    public void replace(final int at, final LineBatch group) {
        all.replace(at, group);
        changed.mark(at, at + group.count());
    }

    /// All lines, as they are now; null when there are none. This object's.
    public @Nullable LineDrawData data() {
        LineDrawData data = uploaded;
        if (data == null && all.count() > 0) {
            changed.clear();
            data = all.upload(device);
            uploaded = data;
        } else if (data != null && !changed.isEmpty()) {
            final LineDrawData present = data;
            changed.send((from, to) -> all.update(present, from, to));
        }
        return data;
    }

    @Override
    public void close() {
        if (uploaded != null) {
            uploaded.close();
            uploaded = null;
        }
        changed.clear();
    }
}
