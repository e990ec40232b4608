package dev.kymo.viewer.vulkan;

import org.lwjgl.vulkan.VK13;

/// A Vulkan call failed: a lost device, or memory that ran out.
public final class VulkanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VulkanException(final String message) {
        super(message);
    }

    static void check(final int result, final String call) {
        if (result != VK13.VK_SUCCESS) {
            throw new VulkanException(call + ": " + nameOf(result));
        }
    }

    static String nameOf(final int result) {
        return switch (result) {
            case VK13.VK_ERROR_OUT_OF_HOST_MEMORY -> "out of host memory";
            case VK13.VK_ERROR_OUT_OF_DEVICE_MEMORY -> "out of device memory";
            case VK13.VK_ERROR_INITIALIZATION_FAILED -> "initialization failed";
            case VK13.VK_ERROR_DEVICE_LOST -> "device lost";
            case VK13.VK_ERROR_LAYER_NOT_PRESENT -> "layer not present";
            case VK13.VK_ERROR_EXTENSION_NOT_PRESENT -> "extension not present";
            case VK13.VK_ERROR_FEATURE_NOT_PRESENT -> "feature not present";
            case VK13.VK_ERROR_INCOMPATIBLE_DRIVER -> "no compatible driver";
            case VK13.VK_TIMEOUT -> "timeout";
            default -> "VkResult " + result;
        };
    }
}
