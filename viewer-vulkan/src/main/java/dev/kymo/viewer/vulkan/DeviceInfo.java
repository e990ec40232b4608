package dev.kymo.viewer.vulkan;

import java.util.List;
import java.util.Locale;

/// What a Vulkan device is and can do, as `kymo doctor` shows it.
///
/// @param index its place in the driver's list
/// @param driver the driver's name and version in its own words
/// @param apiVersion such as `1.3.230`
/// @param memoryBytes the device-local heaps together
/// @param allocationMaxBytes the largest single allocation
/// @param int64BufferAtomics whether points are drawn in one pass instead of two
/// @param samples4 whether lines can be antialiased
/// @param missing what Kymo needs and the device lacks; empty when it can be used
public record DeviceInfo(
        int index,
        String name,
        Type type,
        String driver,
        String apiVersion,
        long memoryBytes,
        long allocationMaxBytes,
        boolean int64BufferAtomics,
        boolean samples4,
        List<String> missing) {

    /// Ordered from most to least wanted.
    public enum Type {
        DISCRETE,
        INTEGRATED,
        VIRTUAL,
        OTHER,
        SOFTWARE
    }

    public boolean usable() {
        return missing.isEmpty();
    }

    /// One line for people.
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d: %s (%s, Vulkan %s, %s, %d MiB)%s",
                index,
                name,
                type.name().toLowerCase(Locale.ROOT),
                apiVersion,
                driver,
                memoryBytes >> 20,
                missing.isEmpty() ? "" : " lacks " + String.join(", ", missing));
    }
}
