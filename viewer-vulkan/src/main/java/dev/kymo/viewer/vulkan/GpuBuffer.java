package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK13.*;

import java.lang.foreign.MemorySegment;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.util.vma.VmaAllocationInfo;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkBufferDeviceAddressInfo;

/// Memory that the device reads or writes. Closing is safe at any time: the memory is given back after the last
/// submission that could use it.
public final class GpuBuffer implements AutoCloseable {
    /// Who touches the memory.
    public enum Kind {
        /// Only the device; filled by copies and shaders.
        DEVICE,
        /// The host writes it sequentially and never reads it; the device copies from it.
        UPLOAD,
        /// The host writes it sequentially; shaders read it by address, draws take their indices from it.
        STREAM,
        /// The device copies into it and the host reads it.
        READBACK
    }

    private static final long UNMAPPED = 0;

    private final GpuDevice device;
    private final GpuMemoryTag tag;
    private final long sizeBytes;
    private final long handle;
    private final long allocation;
    private final long address;
    private final long mappedAddress;
    /// Made when it is asked for first.
    private WordSets.@Nullable WordSet words;
    private boolean closed;

    GpuBuffer(final GpuDevice device, final GpuMemoryTag tag, final Kind kind, final long sizeBytes) {
        this.device = device;
        this.tag = tag;
        this.sizeBytes = sizeBytes;
        if (sizeBytes <= 0 || sizeBytes > device.info().allocationMaxBytes()) {
            throw new IllegalArgumentException("sizeBytes=" + sizeBytes + " for " + tag + ", allowed: 1 to "
                    + device.info().allocationMaxBytes());
        }
        try (MemoryStack stack = stackPush()) {
            final VkBufferCreateInfo info = VkBufferCreateInfo.calloc(stack)
                    .sType$Default()
                    .size(sizeBytes)
                    .usage(usage(kind));
            final VmaAllocationCreateInfo allocationInfo = VmaAllocationCreateInfo.calloc(stack)
                    .usage(VMA_MEMORY_USAGE_AUTO)
                    .flags(hostAccess(kind));
            final LongBuffer bufferHandle = stack.mallocLong(1);
            final PointerBuffer allocationHandle = stack.mallocPointer(1);
            final VmaAllocationInfo result = VmaAllocationInfo.calloc(stack);
            device.memory()
                    .check(
                            vmaCreateBuffer(
                                    device.memory().allocator(),
                                    info,
                                    allocationInfo,
                                    bufferHandle,
                                    allocationHandle,
                                    result),
                            tag,
                            sizeBytes);
            handle = bufferHandle.get(0);
            allocation = allocationHandle.get(0);
            mappedAddress = kind == Kind.DEVICE ? UNMAPPED : result.pMappedData();
            address = kind == Kind.DEVICE || kind == Kind.STREAM
                    ? vkGetBufferDeviceAddress(
                            device.handle(),
                            VkBufferDeviceAddressInfo.calloc(stack)
                                    .sType$Default()
                                    .buffer(handle))
                    : 0;
        }
        device.memory().count(tag, sizeBytes);
        device.memory().countObjects(1);
    }

    private static int usage(final Kind kind) {
        return switch (kind) {
            case DEVICE ->
                VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                        | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT
                        | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT
                        | VK_BUFFER_USAGE_UNIFORM_TEXEL_BUFFER_BIT
                        | VK_BUFFER_USAGE_TRANSFER_SRC_BIT
                        | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
            case UPLOAD -> VK_BUFFER_USAGE_TRANSFER_SRC_BIT;
            case STREAM ->
                VK_BUFFER_USAGE_STORAGE_BUFFER_BIT
                        | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT
                        | VK_BUFFER_USAGE_INDEX_BUFFER_BIT;
            case READBACK -> VK_BUFFER_USAGE_TRANSFER_DST_BIT;
        };
    }

    private static int hostAccess(final Kind kind) {
        return switch (kind) {
            case DEVICE -> 0;
            case UPLOAD, STREAM ->
                VMA_ALLOCATION_CREATE_MAPPED_BIT | VMA_ALLOCATION_CREATE_HOST_ACCESS_SEQUENTIAL_WRITE_BIT;
            case READBACK -> VMA_ALLOCATION_CREATE_MAPPED_BIT | VMA_ALLOCATION_CREATE_HOST_ACCESS_RANDOM_BIT;
        };
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /// Where shaders find a buffer of [Kind#DEVICE] or [Kind#STREAM]; 0 for the others.
    public long address() {
        return address;
    }

    long handle() {
        return handle;
    }

    /// The descriptor set that shaders fetch its words by, for a buffer of [Kind#DEVICE].
    long wordSet() {
        WordSets.WordSet made = words;
        if (made == null) {
            made = device.wordSets().make(handle);
            words = made;
        }
        return made.handle();
    }

    /// The memory as the host sees it; valid until this is closed.
    ///
    /// @throws IllegalStateException for [Kind#DEVICE]
    @SuppressWarnings("restricted") // the driver mapped exactly sizeBytes there
    public MemorySegment mapped() {
        if (mappedAddress == UNMAPPED || closed) {
            throw new IllegalStateException("buffer for " + tag + (closed ? " is closed" : " is not mapped"));
        }
        return MemorySegment.ofAddress(mappedAddress).reinterpret(sizeBytes);
    }

    /// Makes what the host wrote visible to the device (on memory that is not coherent).
    void flush(final long offset, final long bytes) {
        vmaFlushAllocation(device.memory().allocator(), allocation, offset, bytes);
    }

    /// Makes what the device wrote, and was waited for, visible to the host.
    public void invalidate() {
        vmaInvalidateAllocation(device.memory().allocator(), allocation, 0, sizeBytes);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.retire(() -> {
                if (words != null) {
                    device.wordSets().free(words);
                }
                vmaDestroyBuffer(device.memory().allocator(), handle, allocation);
                device.memory().count(tag, -sizeBytes);
                device.memory().countObjects(-1);
            });
        }
    }
}
