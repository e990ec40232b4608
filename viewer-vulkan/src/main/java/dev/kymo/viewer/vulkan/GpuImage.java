package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.util.vma.Vma.*;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.LongBuffer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.vma.VmaAllocationCreateInfo;
import org.lwjgl.vulkan.VkImageCreateInfo;
import org.lwjgl.vulkan.VkImageViewCreateInfo;

/// A picture that is drawn into: colour or depth, with one view of all of it.
final class GpuImage implements AutoCloseable {
    static final int COLOUR_FORMAT = VK_FORMAT_R8G8B8A8_UNORM;
    static final int DEPTH_FORMAT = VK_FORMAT_D32_SFLOAT;
    private static final int BYTES_PER_TEXEL = 4;

    private final GpuDevice device;
    private final long sizeBytes;
    private final long handle;
    private final long allocation;
    private final long view;
    private final int aspect;
    private final GpuMemoryTag tag;

    private GpuImage(
            final GpuDevice device,
            final GpuMemoryTag tag,
            final int width,
            final int height,
            final int samples,
            final int format,
            final int usage,
            final int aspect) {
        this.device = device;
        this.aspect = aspect;
        this.tag = tag;
        this.sizeBytes = (long) width * height * samples * BYTES_PER_TEXEL;
        try (MemoryStack stack = stackPush()) {
            final VkImageCreateInfo info = VkImageCreateInfo.calloc(stack)
                    .sType$Default()
                    .imageType(VK_IMAGE_TYPE_2D)
                    .format(format)
                    .mipLevels(1)
                    .arrayLayers(1)
                    .samples(samples)
                    .tiling(VK_IMAGE_TILING_OPTIMAL)
                    .usage(usage);
            info.extent().set(width, height, 1);
            final LongBuffer imageHandle = stack.mallocLong(1);
            final PointerBuffer allocationHandle = stack.mallocPointer(1);
            final VmaAllocationCreateInfo allocationInfo =
                    VmaAllocationCreateInfo.calloc(stack).usage(VMA_MEMORY_USAGE_AUTO);
            final int result = vmaCreateImage(
                    device.memory().allocator(), info, allocationInfo, imageHandle, allocationHandle, null);
            device.memory().check(result, tag, sizeBytes);
            handle = imageHandle.get(0);
            allocation = allocationHandle.get(0);
            final VkImageViewCreateInfo viewInfo = VkImageViewCreateInfo.calloc(stack)
                    .sType$Default()
                    .image(handle)
                    .viewType(VK_IMAGE_VIEW_TYPE_2D)
                    .format(format);
            viewInfo.subresourceRange().aspectMask(aspect).levelCount(1).layerCount(1);
            final int viewResult = vkCreateImageView(device.handle(), viewInfo, null, imageHandle);
            if (viewResult != VK_SUCCESS) {
                vmaDestroyImage(device.memory().allocator(), handle, allocation);
                throw new VulkanException("vkCreateImageView: " + VulkanException.nameOf(viewResult));
            }
            view = imageHandle.get(0);
        }
        device.memory().count(tag, sizeBytes);
        device.memory().countObjects(1);
    }

    static GpuImage colour(final GpuDevice device, final int width, final int height, final int samples) {
        final int readable = samples == 1 ? VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_SAMPLED_BIT : 0;
        return new GpuImage(
                device,
                GpuMemoryTag.TARGETS,
                width,
                height,
                samples,
                COLOUR_FORMAT,
                VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT | readable,
                VK_IMAGE_ASPECT_COLOR_BIT);
    }

    static GpuImage depth(final GpuDevice device, final int width, final int height, final int samples) {
        return new GpuImage(
                device,
                GpuMemoryTag.TARGETS,
                width,
                height,
                samples,
                DEPTH_FORMAT,
                VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
                VK_IMAGE_ASPECT_DEPTH_BIT);
    }

    /// A picture that is filled once by a copy and then sampled.
    static GpuImage sampled(final GpuDevice device, final int width, final int height) {
        return new GpuImage(
                device,
                GpuMemoryTag.INTERFACE,
                width,
                height,
                1,
                COLOUR_FORMAT,
                VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT,
                VK_IMAGE_ASPECT_COLOR_BIT);
    }

    long handle() {
        return handle;
    }

    long view() {
        return view;
    }

    int aspect() {
        return aspect;
    }

    @Override
    public void close() {
        device.retire(() -> {
            vkDestroyImageView(device.handle(), view, null);
            vmaDestroyImage(device.memory().allocator(), handle, allocation);
            device.memory().count(tag, -sizeBytes);
            device.memory().countObjects(-1);
        });
    }
}
