package dev.kymo.viewer.vulkan;

import org.jspecify.annotations.Nullable;

/// There is no Vulkan to draw with: no loader library, no driver, or no device with what Kymo needs. The
/// message says what is missing and what to install.
public final class VulkanUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VulkanUnavailableException(final String message, final @Nullable Throwable cause) {
        super(message, cause);
    }
}
