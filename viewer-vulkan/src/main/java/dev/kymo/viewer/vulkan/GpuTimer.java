package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkQueryPoolCreateInfo;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

/// How long the device works on command lists, by its own clock, from the first command to the last. A few may be under
/// way at a time. One thread, the device's; closed before it.
public final class GpuTimer implements AutoCloseable {
    /// Nothing has been finished since the last answer, or the device has no clock.
    public static final long NONE = -1;

    private static final int SLOTS = 4;
    private static final int PER_LIST = 2;

    private final GpuDevice device;
    private final long pool;
    private final double periodNs;
    private int begun;
    private int answered;

    public GpuTimer(final GpuDevice device) {
        this.device = device;
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            vkGetPhysicalDeviceProperties(device.handle().getPhysicalDevice(), properties);
            periodNs = hasClock(stack) ? properties.limits().timestampPeriod() : 0;
            if (periodNs > 0) {
                final VkQueryPoolCreateInfo info = VkQueryPoolCreateInfo.calloc(stack)
                        .sType$Default()
                        .queryType(VK_QUERY_TYPE_TIMESTAMP)
                        .queryCount(SLOTS * PER_LIST);
                final LongBuffer handle = stack.mallocLong(1);
                VulkanException.check(vkCreateQueryPool(device.handle(), info, null, handle), "vkCreateQueryPool");
                pool = handle.get(0);
                device.memory().countObjects(1);
            } else {
                pool = VK_NULL_HANDLE;
            }
        }
    }

    private boolean hasClock(final MemoryStack stack) {
        final IntBuffer count = stack.mallocInt(1);
        vkGetPhysicalDeviceQueueFamilyProperties(device.handle().getPhysicalDevice(), count, null);
        final VkQueueFamilyProperties.Buffer families = VkQueueFamilyProperties.calloc(count.get(0), stack);
        vkGetPhysicalDeviceQueueFamilyProperties(device.handle().getPhysicalDevice(), count, families);
        return families.get(device.queueFamily()).timestampValidBits() == Long.SIZE;
    }

    /// To be called when nothing has been recorded yet.
    public void begin(final CommandList commands) {
        if (pool == VK_NULL_HANDLE) {
            return;
        }
        final int first = begun % SLOTS * PER_LIST;
        vkCmdResetQueryPool(commands.handle(), pool, first, PER_LIST);
        vkCmdWriteTimestamp2(commands.handle(), VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, pool, first);
    }

    /// To be called when all has been recorded; the list must then be submitted.
    public void end(final CommandList commands) {
        if (pool == VK_NULL_HANDLE) {
            return;
        }
        final int slot = begun % SLOTS;
        vkCmdWriteTimestamp2(
                commands.handle(), VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, pool, slot * PER_LIST + PER_LIST - 1);
        begun++;
        // What was never asked for is lost
        answered = Math.max(answered, begun - SLOTS);
    }

    /// The time of the oldest list that is done and has not been answered yet; [#NONE] when there is none.
    public long takeNs() {
        if (answered == begun) {
            return NONE;
        }
        final int slot = answered % SLOTS;
        try (MemoryStack stack = stackPush()) {
            final LongBuffer times = stack.mallocLong(PER_LIST);
            final int result = vkGetQueryPoolResults(
                    device.handle(), pool, slot * PER_LIST, PER_LIST, times, Long.BYTES, VK_QUERY_RESULT_64_BIT);
            if (result == VK_NOT_READY) {
                return NONE;
            }
            VulkanException.check(result, "vkGetQueryPoolResults");
            answered++;
            return Math.max(0, Math.round((times.get(1) - times.get(0)) * periodNs));
        }
    }

    @Override
    public void close() {
        if (pool != VK_NULL_HANDLE) {
            device.retire(() -> {
                vkDestroyQueryPool(device.handle(), pool, null);
                device.memory().countObjects(-1);
            });
        }
    }
}
