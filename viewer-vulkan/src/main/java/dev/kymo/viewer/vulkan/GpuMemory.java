package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK13.*;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocatorCreateInfo;
import org.lwjgl.util.vma.VmaBudget;
import org.lwjgl.util.vma.VmaVulkanFunctions;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkInstance;

/// The one allocator of device memory, with totals per tag that any thread may read.
final class GpuMemory implements AutoCloseable {
    private final AtomicLongArray bytesByTag = new AtomicLongArray(GpuMemoryTag.values().length);
    private final AtomicLong objects = new AtomicLong();
    private final long allocator;

    GpuMemory(final VkInstance instance, final VkDevice device) {
        try (MemoryStack stack = stackPush()) {
            final VmaVulkanFunctions functions =
                    VmaVulkanFunctions.calloc(stack).set(instance, device);
            final VmaAllocatorCreateInfo info = VmaAllocatorCreateInfo.calloc(stack)
                    .flags(VMA_ALLOCATOR_CREATE_BUFFER_DEVICE_ADDRESS_BIT)
                    .instance(instance)
                    .physicalDevice(device.getPhysicalDevice())
                    .device(device)
                    .pVulkanFunctions(functions)
                    .vulkanApiVersion(VK_API_VERSION_1_3);
            final PointerBuffer handle = stack.mallocPointer(1);
            VulkanException.check(vmaCreateAllocator(info, handle), "vmaCreateAllocator");
            allocator = handle.get(0);
        }
    }

    long allocator() {
        return allocator;
    }

    void count(final GpuMemoryTag tag, final long deltaBytes) {
        bytesByTag.addAndGet(tag.ordinal(), deltaBytes);
    }

    long bytes(final GpuMemoryTag tag) {
        return bytesByTag.get(tag.ordinal());
    }

    /// An object of Vulkan's has been made (1) or is no more (-1).
    void countObjects(final int delta) {
        objects.addAndGet(delta);
    }

    long objects() {
        return objects.get();
    }

    /// Bytes taken from the driver, in blocks that hold many buffers and images.
    long allocatedBytes() {
        try (MemoryStack stack = stackPush()) {
            final VmaBudget.Buffer heaps = VmaBudget.calloc(VK_MAX_MEMORY_HEAPS, stack);
            vmaGetHeapBudgets(allocator, heaps);
            long bytes = 0;
            for (final VmaBudget heap : heaps) {
                bytes += heap.statistics().blockBytes();
            }
            return bytes;
        }
    }

    void check(final int result, final GpuMemoryTag tag, final long bytes) {
        if (result != VK_SUCCESS) {
            long held = 0;
            for (final GpuMemoryTag each : GpuMemoryTag.values()) {
                held += bytes(each);
            }
            throw new VulkanException(String.format(
                    Locale.ROOT,
                    "cannot allocate %d bytes for %s: %s; %d bytes are held already",
                    bytes,
                    tag,
                    VulkanException.nameOf(result),
                    held));
        }
    }

    @Override
    public void close() {
        vmaDestroyAllocator(allocator);
    }
}
