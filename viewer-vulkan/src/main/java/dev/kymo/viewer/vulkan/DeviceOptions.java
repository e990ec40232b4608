package dev.kymo.viewer.vulkan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which device to open, and how.
///
/// @param preference `hardware`, `software`, a device's index in [GpuDevice#list], or a part of its name in
///     any case; null takes a real GPU if there is one, else a software device
/// @param validation whether Khronos' validation layer watches every call; see [GpuDevice#validationMessages]
/// @param use64BitAtomics false draws points by the 32-bit path even where the device has 64-bit atomics
/// @param fetchesWords false has shaders reach points by address even where fetches are quicker; see
///     [GpuDevice#fetchesWords]
public record DeviceOptions(
        @Nullable String preference, boolean validation, boolean use64BitAtomics, boolean fetchesWords) {
    public DeviceOptions(final @Nullable String preference, final boolean validation, final boolean use64BitAtomics) {
        this(preference, validation, use64BitAtomics, true);
    }

    /// From system properties `kymo.gpu`, `kymo.validation` or the environment's `KYMO_GPU`,
    /// `KYMO_VALIDATION`.
    public static DeviceOptions fromEnvironment() {
        final String preference = setting("KYMO_GPU");
        return new DeviceOptions(preference, "1".equals(setting("KYMO_VALIDATION")), true);
    }

    public DeviceOptions withPreference(final @Nullable String newPreference) {
        return new DeviceOptions(newPreference, validation, use64BitAtomics, fetchesWords);
    }

    public DeviceOptions with64BitAtomics(final boolean use) {
        return new DeviceOptions(preference, validation, use, fetchesWords);
    }

    public DeviceOptions withFetchedWords(final boolean fetches) {
        return new DeviceOptions(preference, validation, use64BitAtomics, fetches);
    }

    private static @Nullable String setting(final String name) {
        final String property = System.getProperty(name.toLowerCase(Locale.ROOT).replace('_', '.'));
        final String value = property != null ? property : System.getenv(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
