package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferImageCopy;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkDependencyInfo;
import org.lwjgl.vulkan.VkImageMemoryBarrier2;
import org.lwjgl.vulkan.VkMemoryBarrier2;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkViewport;

/// Commands for the device, recorded once and submitted once with [GpuDevice#submit].
public final class CommandList {
    /// Who wrote before a barrier, or reads and writes after it.
    public enum Access {
        TRANSFER_WRITE(VK_PIPELINE_STAGE_2_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT),
        COMPUTE(VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT, VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_SHADER_WRITE_BIT),
        COMPUTE_AND_INDIRECT(
                VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
                VK_ACCESS_2_SHADER_READ_BIT | VK_ACCESS_2_SHADER_WRITE_BIT | VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT),
        FRAGMENT_READ(VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT, VK_ACCESS_2_SHADER_READ_BIT),
        HOST_READ(VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT),
        ALL(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT);

        private final long stages;
        private final long accesses;

        Access(final long stages, final long accesses) {
            this.stages = stages;
            this.accesses = accesses;
        }
    }

    private final GpuDevice device;
    private final long pool;
    private final VkCommandBuffer handle;
    private @Nullable Pipeline bound;

    CommandList(final GpuDevice device, final long pool) {
        this.device = device;
        this.pool = pool;
        try (MemoryStack stack = stackPush()) {
            final VkCommandBufferAllocateInfo info = VkCommandBufferAllocateInfo.calloc(stack)
                    .sType$Default()
                    .commandPool(pool)
                    .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
                    .commandBufferCount(1);
            final PointerBuffer buffer = stack.mallocPointer(1);
            VulkanException.check(vkAllocateCommandBuffers(device.handle(), info, buffer), "vkAllocateCommandBuffers");
            handle = new VkCommandBuffer(buffer.get(0), device.handle());
            device.memory().countObjects(1);
            final VkCommandBufferBeginInfo begin = VkCommandBufferBeginInfo.calloc(stack)
                    .sType$Default()
                    .flags(VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT);
            VulkanException.check(vkBeginCommandBuffer(handle, begin), "vkBeginCommandBuffer");
        }
    }

    VkCommandBuffer handle() {
        return handle;
    }

    void end() {
        VulkanException.check(vkEndCommandBuffer(handle), "vkEndCommandBuffer");
    }

    /// Gives the list up unsubmitted, or (from [GpuDevice#submit]) once its ticket has passed.
    public void close() {
        device.retire(() -> {
            vkFreeCommandBuffers(device.handle(), pool, handle);
            device.memory().countObjects(-1);
        });
    }

    /// Fills whole words of a buffer.
    public void fill(final GpuBuffer buffer, final long offset, final long bytes, final int word) {
        vkCmdFillBuffer(handle, buffer.handle(), offset, bytes, word);
    }

    /// Writes up to 64 KiB into a buffer, in order with the other commands.
    public void update(final GpuBuffer buffer, final long offset, final MemorySegment data) {
        nvkCmdUpdateBuffer(handle, buffer.handle(), offset, data.byteSize(), nativeAddress(data));
    }

    public void copyBuffer(
            final GpuBuffer source,
            final long sourceOffset,
            final GpuBuffer target,
            final long targetOffset,
            final long bytes) {
        try (MemoryStack stack = stackPush()) {
            final VkBufferCopy.Buffer region = VkBufferCopy.calloc(1, stack)
                    .srcOffset(sourceOffset)
                    .dstOffset(targetOffset)
                    .size(bytes);
            vkCmdCopyBuffer(handle, source.handle(), target.handle(), region);
        }
    }

    /// What `before` wrote is visible to `after`.
    public void barrier(final Access before, final Access after) {
        try (MemoryStack stack = stackPush()) {
            final VkMemoryBarrier2.Buffer barrier = VkMemoryBarrier2.calloc(1, stack)
                    .sType$Default()
                    .srcStageMask(before.stages)
                    .srcAccessMask(before.accesses)
                    .dstStageMask(after.stages)
                    .dstAccessMask(after.accesses);
            vkCmdPipelineBarrier2(
                    handle, VkDependencyInfo.calloc(stack).sType$Default().pMemoryBarriers(barrier));
        }
    }

    public void bind(final Pipeline pipeline) {
        vkCmdBindPipeline(handle, pipeline.bindPoint(), pipeline.handle());
        bound = pipeline;
    }

    /// Parameters for the bound pipeline; exactly as many bytes as it was made for.
    public void pushConstants(final MemorySegment data) {
        final Pipeline pipeline = bound;
        if (pipeline == null || data.byteSize() != pipeline.pushConstantBytes()) {
            throw new IllegalArgumentException("push constants of " + data.byteSize() + " bytes for "
                    + (pipeline == null ? "no pipeline" : pipeline.pushConstantBytes() + " bytes"));
        }
        nvkCmdPushConstants(
                handle, pipeline.layout(), pipeline.stages(), 0, (int) data.byteSize(), nativeAddress(data));
    }

    /// What the bound pipeline fetches words from, at a set that it was made with; the buffer is of
    /// [GpuBuffer.Kind#DEVICE]. Only where [GpuDevice#fetchesWords] says so.
    public void bindWords(final int set, final GpuBuffer buffer) {
        final Pipeline pipeline = bound;
        if (pipeline == null || set >= pipeline.wordSets()) {
            throw new IllegalArgumentException("words of set " + set + " for "
                    + (pipeline == null ? "no pipeline" : pipeline.wordSets() + " sets"));
        }
        try (MemoryStack stack = stackPush()) {
            vkCmdBindDescriptorSets(
                    handle, pipeline.bindPoint(), pipeline.layout(), set, stack.longs(buffer.wordSet()), null);
        }
    }

    private static long nativeAddress(final MemorySegment data) {
        if (!data.isNative()) {
            throw new IllegalArgumentException("segment is on the heap: native memory is needed");
        }
        return data.address();
    }

    public void dispatch(final int workgroups) {
        dispatch(workgroups, 1);
    }

    /// @param across workgroups in x, at most 65,535; `down` in y
    public void dispatch(final int across, final int down) {
        vkCmdDispatch(handle, across, down, 1);
    }

    /// Dispatches the three workgroup counts that lie in `buffer` at `offset`.
    public void dispatchIndirect(final GpuBuffer buffer, final long offset) {
        vkCmdDispatchIndirect(handle, buffer.handle(), offset);
    }

    public void draw(final int vertices) {
        vkCmdDraw(handle, vertices, 1, 0, 0);
    }

    /// Starts drawing into `target`; what it held is lost, so the first draw must cover all of it, depth included.
    public void beginRendering(final RenderTarget target) {
        final GpuImage multisampled = target.multisampled();
        final GpuImage drawn = multisampled == null ? target.picture() : multisampled;
        colourBarrier(drawn);
        if (multisampled != null) {
            colourBarrier(target.picture());
        }
        final long depthStages =
                VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT;
        final long depthAccess =
                VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT;
        imageBarrier(
                target.depth(),
                VK_IMAGE_LAYOUT_UNDEFINED,
                VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL,
                depthStages,
                depthAccess,
                depthStages,
                depthAccess);
        try (MemoryStack stack = stackPush()) {
            final VkRenderingAttachmentInfo.Buffer colour = VkRenderingAttachmentInfo.calloc(1, stack)
                    .sType$Default()
                    .imageView(drawn.view())
                    .imageLayout(VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL)
                    .loadOp(VK_ATTACHMENT_LOAD_OP_DONT_CARE)
                    .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
            if (multisampled != null) {
                colour.storeOp(VK_ATTACHMENT_STORE_OP_DONT_CARE)
                        .resolveMode(VK_RESOLVE_MODE_AVERAGE_BIT)
                        .resolveImageView(target.picture().view())
                        .resolveImageLayout(VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL);
            }
            final VkRenderingAttachmentInfo depth = VkRenderingAttachmentInfo.calloc(stack)
                    .sType$Default()
                    .imageView(target.depth().view())
                    .imageLayout(VK_IMAGE_LAYOUT_DEPTH_ATTACHMENT_OPTIMAL)
                    .loadOp(VK_ATTACHMENT_LOAD_OP_DONT_CARE)
                    .storeOp(VK_ATTACHMENT_STORE_OP_DONT_CARE);
            final VkRenderingInfo info = VkRenderingInfo.calloc(stack)
                    .sType$Default()
                    .layerCount(1)
                    .pColorAttachments(colour)
                    .pDepthAttachment(depth);
            info.renderArea().extent().set(target.width(), target.height());
            vkCmdBeginRendering(handle, info);
            final VkViewport.Buffer viewport = VkViewport.calloc(1, stack)
                    .width(target.width())
                    .height(target.height())
                    .maxDepth(1);
            vkCmdSetViewport(handle, 0, viewport);
            final VkRect2D.Buffer scissor = VkRect2D.calloc(1, stack);
            scissor.extent().set(target.width(), target.height());
            vkCmdSetScissor(handle, 0, scissor);
        }
    }

    public void endRendering() {
        vkCmdEndRendering(handle);
    }

    /// Makes what was drawn into the target's picture ready for [#readPicture].
    public void makeReadable(final RenderTarget target) {
        imageBarrier(
                target.picture(),
                VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
                VK_PIPELINE_STAGE_2_TRANSFER_BIT,
                VK_ACCESS_2_TRANSFER_READ_BIT);
    }

    /// Copies the picture (RGBA8, rows from the top, no padding) into `buffer`, ready for the host to read once the
    /// list's ticket has passed. After [#makeReadable].
    public void readPicture(final RenderTarget target, final GpuBuffer buffer) {
        try (MemoryStack stack = stackPush()) {
            final VkBufferImageCopy.Buffer region = VkBufferImageCopy.calloc(1, stack);
            region.imageSubresource().aspectMask(VK_IMAGE_ASPECT_COLOR_BIT).layerCount(1);
            region.imageExtent().set(target.width(), target.height(), 1);
            vkCmdCopyImageToBuffer(
                    handle, target.picture().handle(), VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, buffer.handle(), region);
        }
        barrier(Access.TRANSFER_WRITE, Access.HOST_READ);
    }

    /// Makes what was drawn into the target's picture readable by the shaders of later commands.
    public void makeSampled(final RenderTarget target) {
        imageBarrier(
                target.picture(),
                VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
                VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
                VK_ACCESS_2_SHADER_READ_BIT);
    }

    /// Fills a sampled picture (RGBA8, rows from the top, no padding).
    void uploadPicture(final GpuBuffer source, final GpuImage image, final int width, final int height) {
        imageBarrier(
                image,
                VK_IMAGE_LAYOUT_UNDEFINED,
                VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                VK_PIPELINE_STAGE_2_TRANSFER_BIT,
                0,
                VK_PIPELINE_STAGE_2_TRANSFER_BIT,
                VK_ACCESS_2_TRANSFER_WRITE_BIT);
        try (MemoryStack stack = stackPush()) {
            final VkBufferImageCopy.Buffer region = VkBufferImageCopy.calloc(1, stack);
            region.imageSubresource().aspectMask(VK_IMAGE_ASPECT_COLOR_BIT).layerCount(1);
            region.imageExtent().set(width, height, 1);
            vkCmdCopyBufferToImage(
                    handle, source.handle(), image.handle(), VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, region);
        }
        imageBarrier(
                image,
                VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL,
                VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL,
                VK_PIPELINE_STAGE_2_TRANSFER_BIT,
                VK_ACCESS_2_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
                VK_ACCESS_2_SHADER_READ_BIT);
    }

    private void colourBarrier(final GpuImage image) {
        imageBarrier(
                image,
                VK_IMAGE_LAYOUT_UNDEFINED,
                VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                // the previous frame may still be copied out of it, or shown
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT
                        | VK_PIPELINE_STAGE_2_TRANSFER_BIT
                        | VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT);
    }

    private void imageBarrier(
            final GpuImage image,
            final int before,
            final int after,
            final long beforeStages,
            final long beforeAccess,
            final long afterStages,
            final long afterAccess) {
        imageBarrier(
                image.handle(), image.aspect(), before, after, beforeStages, beforeAccess, afterStages, afterAccess);
    }

    void imageBarrier(
            final long image,
            final int aspect,
            final int before,
            final int after,
            final long beforeStages,
            final long beforeAccess,
            final long afterStages,
            final long afterAccess) {
        try (MemoryStack stack = stackPush()) {
            final VkImageMemoryBarrier2.Buffer barrier = VkImageMemoryBarrier2.calloc(1, stack)
                    .sType$Default()
                    .image(image)
                    .oldLayout(before)
                    .newLayout(after)
                    .srcStageMask(beforeStages)
                    .srcAccessMask(beforeAccess)
                    .dstStageMask(afterStages)
                    .dstAccessMask(afterAccess)
                    .srcQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED)
                    .dstQueueFamilyIndex(VK_QUEUE_FAMILY_IGNORED);
            barrier.subresourceRange().aspectMask(aspect).levelCount(1).layerCount(1);
            vkCmdPipelineBarrier2(
                    handle, VkDependencyInfo.calloc(stack).sType$Default().pImageMemoryBarriers(barrier));
        }
    }
}
