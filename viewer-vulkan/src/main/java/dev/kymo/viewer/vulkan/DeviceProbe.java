package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkMemoryHeap;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan11Properties;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Properties;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan13Features;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

/// Asks devices what they are, and chooses one.
final class DeviceProbe {
    static final int NO_QUEUE_FAMILY = -1;
    static final int PUSH_CONSTANT_BYTES = 128;

    private DeviceProbe() {}

    static DeviceInfo describe(final int index, final VkPhysicalDevice device) {
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceProperties basic = VkPhysicalDeviceProperties.malloc(stack);
            vkGetPhysicalDeviceProperties(device, basic);
            final String version = version(basic.apiVersion());
            final DeviceInfo.Type type = typeOf(basic.deviceType());
            final String name = basic.deviceNameString();
            if (basic.apiVersion() < VK_API_VERSION_1_3) {
                // The structures of 1.3 must not be asked of such a driver
                final List<String> missing = List.of("Vulkan 1.3");
                return new DeviceInfo(index, name, type, "", version, memoryBytes(device), 0, false, false, missing);
            }
            final VkPhysicalDeviceVulkan12Properties driver =
                    VkPhysicalDeviceVulkan12Properties.calloc(stack).sType$Default();
            final VkPhysicalDeviceVulkan11Properties limits11 = VkPhysicalDeviceVulkan11Properties.calloc(stack)
                    .sType$Default()
                    .pNext(driver.address());
            final VkPhysicalDeviceProperties2 all =
                    VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(limits11.address());
            vkGetPhysicalDeviceProperties2(device, all);
            final VkPhysicalDeviceVulkan13Features features13 =
                    VkPhysicalDeviceVulkan13Features.calloc(stack).sType$Default();
            final VkPhysicalDeviceVulkan12Features features12 = VkPhysicalDeviceVulkan12Features.calloc(stack)
                    .sType$Default()
                    .pNext(features13.address());
            final VkPhysicalDeviceFeatures2 features =
                    VkPhysicalDeviceFeatures2.calloc(stack).sType$Default().pNext(features12.address());
            vkGetPhysicalDeviceFeatures2(device, features);
            final VkPhysicalDeviceLimits limits = all.properties().limits();
            final int samples = limits.framebufferColorSampleCounts() & limits.framebufferDepthSampleCounts();
            return new DeviceInfo(
                    index,
                    name,
                    type,
                    driver.driverNameString() + " " + driver.driverInfoString(),
                    version,
                    memoryBytes(device),
                    limits11.maxMemoryAllocationSize(),
                    features.features().shaderInt64() && features12.shaderBufferInt64Atomics(),
                    (samples & VK_SAMPLE_COUNT_4_BIT) != 0 && limits.standardSampleLocations(),
                    missing(device, features12, features13));
        }
    }

    private static List<String> missing(
            final VkPhysicalDevice device,
            final VkPhysicalDeviceVulkan12Features features12,
            final VkPhysicalDeviceVulkan13Features features13) {
        final List<String> missing = new ArrayList<>();
        require(features12.bufferDeviceAddress(), "bufferDeviceAddress", missing);
        require(features12.scalarBlockLayout(), "scalarBlockLayout", missing);
        require(features12.timelineSemaphore(), "timelineSemaphore", missing);
        require(features13.dynamicRendering(), "dynamicRendering", missing);
        require(features13.synchronization2(), "synchronization2", missing);
        require(features13.shaderDemoteToHelperInvocation(), "shaderDemoteToHelperInvocation", missing);
        require(queueFamily(device) != NO_QUEUE_FAMILY, "a queue for graphics and compute", missing);
        return missing;
    }

    private static void require(final boolean present, final String what, final List<String> missing) {
        if (!present) {
            missing.add(what);
        }
    }

    /// The first queue family that draws and computes, or [#NO_QUEUE_FAMILY].
    static int queueFamily(final VkPhysicalDevice device) {
        final int wanted = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
        try (MemoryStack stack = stackPush()) {
            final IntBuffer count = stack.ints(0);
            vkGetPhysicalDeviceQueueFamilyProperties(device, count, null);
            final VkQueueFamilyProperties.Buffer families = VkQueueFamilyProperties.malloc(count.get(0), stack);
            vkGetPhysicalDeviceQueueFamilyProperties(device, count, families);
            for (int i = 0; i < count.get(0); i++) {
                if ((families.get(i).queueFlags() & wanted) == wanted) {
                    return i;
                }
            }
            return NO_QUEUE_FAMILY;
        }
    }

    private static long memoryBytes(final VkPhysicalDevice device) {
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.malloc(stack);
            vkGetPhysicalDeviceMemoryProperties(device, memory);
            long bytes = 0;
            for (int i = 0; i < memory.memoryHeapCount(); i++) {
                final VkMemoryHeap heap = memory.memoryHeaps(i);
                bytes += (heap.flags() & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT) != 0 ? heap.size() : 0;
            }
            return bytes;
        }
    }

    private static DeviceInfo.Type typeOf(final int type) {
        return switch (type) {
            case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU -> DeviceInfo.Type.DISCRETE;
            case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU -> DeviceInfo.Type.INTEGRATED;
            case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU -> DeviceInfo.Type.VIRTUAL;
            case VK_PHYSICAL_DEVICE_TYPE_CPU -> DeviceInfo.Type.SOFTWARE;
            default -> DeviceInfo.Type.OTHER;
        };
    }

    static String version(final int encoded) {
        return VK_API_VERSION_MAJOR(encoded) + "." + VK_API_VERSION_MINOR(encoded) + "."
                + VK_API_VERSION_PATCH(encoded);
    }

    /// The most wanted usable device that fits the preference.
    ///
    /// @throws VulkanUnavailableException when none does, with what each lacks
    static DeviceInfo choose(final List<DeviceInfo> devices, final @Nullable String preference) {
        if (devices.isEmpty()) {
            throw VulkanInstance.noDevice();
        }
        DeviceInfo best = null;
        for (final DeviceInfo device : devices) {
            if (device.usable()
                    && fits(device, preference)
                    && (best == null || device.type().compareTo(best.type()) < 0)) {
                best = device;
            }
        }
        if (best == null) {
            final StringBuilder message = new StringBuilder("no usable Vulkan device");
            message.append(preference == null ? "" : " fits KYMO_GPU=" + preference)
                    .append(" among:");
            for (final DeviceInfo device : devices) {
                message.append(' ').append(device.describe()).append(';');
            }
            message.append(" update the driver, or for drawing in software: apt-get install mesa-vulkan-drivers");
            throw new VulkanUnavailableException(message.toString(), null);
        }
        return best;
    }

    private static boolean fits(final DeviceInfo device, final @Nullable String preference) {
        if (preference == null) {
            return true;
        }
        final String wanted = preference.toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "software" -> device.type() == DeviceInfo.Type.SOFTWARE;
            case "hardware" -> device.type() != DeviceInfo.Type.SOFTWARE;
            default ->
                wanted.equals(Integer.toString(device.index()))
                        || device.name().toLowerCase(Locale.ROOT).contains(wanted);
        };
    }
}
