package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkQueryPoolCreateInfo;
import org.lwjgl.vulkan.VkQueueFamilyProperties;

/// How long the device works on command lists, by its own clock, from the first command to the last, and on each of the
/// parts that a list has. A few may be under way at a time. One thread, the device's; closed before it.
public final class GpuTimer implements AutoCloseable {
    /// Nothing has been finished since the last answer, or the device has no clock.
    public static final long NONE = -1;

    private static final int SLOTS = 4;

    private final GpuDevice device;
    /// One more than parts.
    private final int perList;
    private final long pool;
    private final double periodNs;
    private int begun;
    private int answered;
    private int stamped;
    private final long[] partsNs;

    /// @param parts of a command list, at least 1
    public GpuTimer(final GpuDevice device, final int parts) {
        this.device = device;
        perList = parts + 1;
        partsNs = new long[parts];
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            vkGetPhysicalDeviceProperties(device.handle().getPhysicalDevice(), properties);
            periodNs = hasClock(stack) ? properties.limits().timestampPeriod() : 0;
            if (periodNs > 0) {
                final VkQueryPoolCreateInfo info = VkQueryPoolCreateInfo.calloc(stack)
                        .sType$Default()
                        .queryType(VK_QUERY_TYPE_TIMESTAMP)
                        .queryCount(SLOTS * perList);
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
        stamped = 0;
        if (pool != VK_NULL_HANDLE) {
            vkCmdResetQueryPool(commands.handle(), pool, begun % SLOTS * perList, perList);
            stamp(commands);
        }
    }

    /// To be called when a part has been recorded, for all but the last. The next one begins when this one is done.
    public void endPart(final CommandList commands) {
        if (pool != VK_NULL_HANDLE) {
            stamp(commands);
            // A driver that draws by the processor notes the time when it next has to wait
            commands.barrier(CommandList.Access.ALL, CommandList.Access.ALL);
        }
    }

    private void stamp(final CommandList commands) {
        vkCmdWriteTimestamp2(
                commands.handle(), VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, pool, begun % SLOTS * perList + stamped);
        stamped++;
    }

    /// To be called when all has been recorded; the list must then be submitted.
    public void end(final CommandList commands) {
        if (pool == VK_NULL_HANDLE) {
            return;
        }
        stamp(commands);
        if (stamped != perList) {
            throw new IllegalStateException("parts=" + (stamped - 1) + ", expected " + (perList - 1));
        }
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
            final LongBuffer times = stack.mallocLong(perList);
            final int result = vkGetQueryPoolResults(
                    device.handle(), pool, slot * perList, perList, times, Long.BYTES, VK_QUERY_RESULT_64_BIT);
            if (result == VK_NOT_READY) {
                return NONE;
            }
            VulkanException.check(result, "vkGetQueryPoolResults");
            answered++;
            for (int part = 0; part < partsNs.length; part++) {
                partsNs[part] = between(times, part, part + 1);
            }
            return between(times, 0, partsNs.length);
        }
    }

    private long between(final LongBuffer times, final int from, final int to) {
        return Math.max(0, Math.round((times.get(to) - times.get(from)) * periodNs));
    }

    /// A part of what [#takeNs] has answered last.
    public long partNs(final int part) {
        return partsNs[part];
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
