package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import imgui.ImDrawData;
import imgui.ImVec4;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkDescriptorImageInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkSamplerCreateInfo;
import org.lwjgl.vulkan.VkWriteDescriptorSet;

/// Draws what Dear ImGui has made of a frame into a [Swapchain]'s pictures. Textures are named to ImGui by the
/// handle of their descriptor set. One thread, the device's.
///
/// Most of a window's pixels are areas of one colour, which ImGui draws with a texture all the same, and pictures
/// that hide what is below them. Both get shaders of their own: without a texture, without blending. A driver that
/// draws with the CPU needs half the time for that.
///
/// ImGui's context has to be told `RendererHasVtxOffset`: indices are 16-bit, lists may be longer.
public final class ImGuiBackend implements AutoCloseable {
    private static final int VERTEX_BYTES = 20;
    private static final int INDEX_BYTES = 2;
    private static final int PARAMETER_BYTES = Long.BYTES + 4 * Float.BYTES;
    private static final int TEXTURES_MAX = 1024;
    private static final long BUFFER_BYTES_MIN = 64 << 10;

    private final GpuDevice device;
    private final Swapchain swapchain;
    private final long sampler;
    /// For pictures, which are shown pixel by pixel.
    private final long exactSampler;
    private final long setLayout;
    private final long pool;
    private final Pipeline textured;
    private final Pipeline opaque;
    private final Pipeline solid;
    private final Pipeline translucent;
    private final MemorySegment parameters = Arena.ofAuto().allocate(PARAMETER_BYTES, Long.BYTES);
    private final Map<Long, GpuImage> owned = new HashMap<>();
    private final Set<Long> pictures = new HashSet<>();
    private final @Nullable GpuBuffer[] vertices = new GpuBuffer[Swapchain.FRAMES];
    private final @Nullable GpuBuffer[] indices = new GpuBuffer[Swapchain.FRAMES];
    private final ImVec4 clip = new ImVec4();
    private final PlainAreas areas = new PlainAreas();
    private long boundTexture;
    private @Nullable Pipeline boundPipeline;

    public ImGuiBackend(final GpuDevice device, final Swapchain swapchain) {
        if (ImDrawData.sizeOfImDrawVert() != VERTEX_BYTES || ImDrawData.sizeOfImDrawIdx() != INDEX_BYTES) {
            throw new IllegalStateException("ImGui was built with vertices of " + ImDrawData.sizeOfImDrawVert()
                    + " and indices of " + ImDrawData.sizeOfImDrawIdx() + " bytes");
        }
        this.device = device;
        this.swapchain = swapchain;
        try (MemoryStack stack = stackPush()) {
            final LongBuffer handle = stack.mallocLong(1);
            sampler = createSampler(VK_FILTER_LINEAR);
            exactSampler = createSampler(VK_FILTER_NEAREST);
            final VkDescriptorSetLayoutBinding.Buffer binding = VkDescriptorSetLayoutBinding.calloc(1, stack)
                    .descriptorType(VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER)
                    .descriptorCount(1)
                    .stageFlags(VK_SHADER_STAGE_FRAGMENT_BIT);
            final VkDescriptorSetLayoutCreateInfo layoutInfo = VkDescriptorSetLayoutCreateInfo.calloc(stack)
                    .sType$Default()
                    .pBindings(binding);
            VulkanException.check(
                    vkCreateDescriptorSetLayout(device.handle(), layoutInfo, null, handle),
                    "vkCreateDescriptorSetLayout");
            setLayout = handle.get(0);
            final VkDescriptorPoolSize.Buffer size = VkDescriptorPoolSize.calloc(1, stack)
                    .type(VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER)
                    .descriptorCount(TEXTURES_MAX);
            final VkDescriptorPoolCreateInfo poolInfo = VkDescriptorPoolCreateInfo.calloc(stack)
                    .sType$Default()
                    .flags(VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT)
                    .maxSets(TEXTURES_MAX)
                    .pPoolSizes(size);
            VulkanException.check(
                    vkCreateDescriptorPool(device.handle(), poolInfo, null, handle), "vkCreateDescriptorPool");
            pool = handle.get(0);
        }
        textured = pipeline("interface", true);
        opaque = pipeline("interface", false);
        solid = pipeline("interface_solid", false);
        translucent = pipeline("interface_solid", true);
    }

    private Pipeline pipeline(final String shaders, final boolean blended) {
        return Pipeline.overlay(
                device, shaders + ".vert", shaders + ".frag", PARAMETER_BYTES, swapchain.format(), blended, setLayout);
    }

    private long createSampler(final int filter) {
        try (MemoryStack stack = stackPush()) {
            final LongBuffer handle = stack.mallocLong(1);
            final VkSamplerCreateInfo info = VkSamplerCreateInfo.calloc(stack)
                    .sType$Default()
                    .magFilter(filter)
                    .minFilter(filter)
                    .addressModeU(VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE)
                    .addressModeV(VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE)
                    .addressModeW(VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE);
            VulkanException.check(vkCreateSampler(device.handle(), info, null, handle), "vkCreateSampler");
            return handle.get(0);
        }
    }

    /// Copies a picture to the device: a font atlas, an icon.
    ///
    /// @param rgba bytes red, green, blue, alpha (not premultiplied), rows from the top, no padding
    /// @return the texture's name for ImGui, until it is given to [#release]
    public long upload(final MemorySegment rgba, final int width, final int height) {
        if (width < 1
                || height < 1
                || width > RenderTarget.SIZE_MAX
                || height > RenderTarget.SIZE_MAX
                || rgba.byteSize() != 4L * width * height) {
            throw new IllegalArgumentException(
                    "width=" + width + ", height=" + height + ", rgba of " + rgba.byteSize() + " bytes");
        }
        final GpuImage image = GpuImage.sampled(device, width, height);
        try (GpuBuffer source = device.createBuffer(GpuMemoryTag.STAGING, GpuBuffer.Kind.UPLOAD, rgba.byteSize())) {
            source.mapped().copyFrom(rgba);
            source.flush(0, rgba.byteSize());
            final CommandList commands = device.begin();
            commands.uploadPicture(source, image, width, height);
            device.submit(commands);
        }
        final long texture = describe(image, sampler);
        owned.put(texture, image);
        return texture;
    }

    /// The picture of a target, to be shown in frames after [CommandList#makeSampled], in its own size. It hides
    /// what is below it.
    ///
    /// @return its name for ImGui; to be given to [#release] before the target is closed
    public long register(final RenderTarget target) {
        final long texture = describe(target.picture(), exactSampler);
        pictures.add(texture);
        return texture;
    }

    /// Forgets a texture; frames that have been submitted still show it.
    public void release(final long texture) {
        pictures.remove(texture);
        final GpuImage image = owned.remove(texture);
        if (image != null) {
            image.close();
        }
        device.retire(() -> {
            vkFreeDescriptorSets(device.handle(), pool, texture);
            device.memory().countObjects(-1);
        });
    }

    private long describe(final GpuImage image, final long sampledWith) {
        try (MemoryStack stack = stackPush()) {
            final VkDescriptorSetAllocateInfo info = VkDescriptorSetAllocateInfo.calloc(stack)
                    .sType$Default()
                    .descriptorPool(pool)
                    .pSetLayouts(stack.longs(setLayout));
            final LongBuffer set = stack.mallocLong(1);
            VulkanException.check(vkAllocateDescriptorSets(device.handle(), info, set), "vkAllocateDescriptorSets");
            final VkDescriptorImageInfo.Buffer picture = VkDescriptorImageInfo.calloc(1, stack)
                    .sampler(sampledWith)
                    .imageView(image.view())
                    .imageLayout(VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
            final VkWriteDescriptorSet.Buffer write = VkWriteDescriptorSet.calloc(1, stack)
                    .sType$Default()
                    .dstSet(set.get(0))
                    .descriptorCount(1)
                    .descriptorType(VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER)
                    .pImageInfo(picture);
            vkUpdateDescriptorSets(device.handle(), write, null);
            device.memory().countObjects(1);
            return set.get(0);
        }
    }

    /// Records ImGui's frame into commands that [Swapchain#begin] began.
    public void record(final CommandList commands, final ImDrawData data) {
        if (data.getTotalVtxCount() == 0 || data.getDisplaySizeX() <= 0 || data.getDisplaySizeY() <= 0) {
            return;
        }
        final int slot = swapchain.slot();
        final GpuBuffer vertexBuffer = grown(vertices, slot, (long) data.getTotalVtxCount() * VERTEX_BYTES);
        final GpuBuffer indexBuffer = grown(indices, slot, (long) data.getTotalIdxCount() * INDEX_BYTES);
        boundPipeline = null;
        bind(commands, textured);
        vkCmdBindIndexBuffer(commands.handle(), indexBuffer.handle(), 0, VK_INDEX_TYPE_UINT16);
        final float scaleX = 2 / data.getDisplaySizeX();
        final float scaleY = 2 / data.getDisplaySizeY();
        parameters.set(ValueLayout.JAVA_LONG, 0, vertexBuffer.address());
        parameters.set(ValueLayout.JAVA_FLOAT, 8, scaleX);
        parameters.set(ValueLayout.JAVA_FLOAT, 12, scaleY);
        parameters.set(ValueLayout.JAVA_FLOAT, 16, -1 - data.getDisplayPosX() * scaleX);
        parameters.set(ValueLayout.JAVA_FLOAT, 20, -1 - data.getDisplayPosY() * scaleY);
        commands.pushConstants(parameters);
        boundTexture = VK_NULL_HANDLE;
        int firstVertex = 0;
        int firstIndex = 0;
        for (int list = 0; list < data.getCmdListsCount(); list++) {
            // The binding hands out one scratch buffer again and again: each is copied before the next is asked.
            final MemorySegment vertexData = areas.vertices(
                    MemorySegment.ofBuffer(data.getCmdListVtxBufferData(list)), data.getCmdListVtxBufferSize(list));
            MemorySegment.copy(
                    vertexData, 0, vertexBuffer.mapped(), (long) firstVertex * VERTEX_BYTES, vertexData.byteSize());
            final MemorySegment indexData = areas.indices(
                    MemorySegment.ofBuffer(data.getCmdListIdxBufferData(list)), data.getCmdListIdxBufferSize(list));
            MemorySegment.copy(
                    indexData, 0, indexBuffer.mapped(), (long) firstIndex * INDEX_BYTES, indexData.byteSize());
            for (int command = 0; command < data.getCmdListCmdBufferSize(list); command++) {
                draw(commands, data, list, command, firstVertex, firstIndex);
            }
            firstVertex += data.getCmdListVtxBufferSize(list);
            firstIndex += data.getCmdListIdxBufferSize(list);
        }
        vertexBuffer.flush(0, vertexBuffer.sizeBytes());
        indexBuffer.flush(0, indexBuffer.sizeBytes());
    }

    private void draw(
            final CommandList commands,
            final ImDrawData data,
            final int list,
            final int command,
            final int firstVertex,
            final int firstIndex) {
        data.getCmdListCmdBufferClipRect(clip, list, command);
        final int left = Math.max(0, (int) (clip.x - data.getDisplayPosX()));
        final int top = Math.max(0, (int) (clip.y - data.getDisplayPosY()));
        final int right = Math.min(swapchain.width(), (int) (clip.z - data.getDisplayPosX()));
        final int bottom = Math.min(swapchain.height(), (int) (clip.w - data.getDisplayPosY()));
        if (right <= left || bottom <= top) {
            return;
        }
        try (MemoryStack stack = stackPush()) {
            final VkRect2D.Buffer scissor = VkRect2D.calloc(1, stack);
            scissor.offset().set(left, top);
            scissor.extent().set(right - left, bottom - top);
            vkCmdSetScissor(commands.handle(), 0, scissor);
            final long texture = data.getCmdListCmdBufferTextureId(list, command);
            if (texture != boundTexture) {
                boundTexture = texture;
                vkCmdBindDescriptorSets(
                        commands.handle(),
                        VK_PIPELINE_BIND_POINT_GRAPHICS,
                        textured.layout(),
                        0,
                        stack.longs(texture),
                        null);
            }
        }
        final int from = data.getCmdListCmdBufferIdxOffset(list, command);
        final int end = from + data.getCmdListCmdBufferElemCount(list, command);
        final int vertexOffset = data.getCmdListCmdBufferVtxOffset(list, command);
        if (pictures.contains(boundTexture)) {
            draw(commands, opaque, firstIndex + from, firstIndex + end, firstVertex + vertexOffset);
            return;
        }
        for (int at = from; at < end; ) {
            final int plain = areas.find(at, end, vertexOffset);
            draw(commands, textured, firstIndex + at, firstIndex + plain, firstVertex + vertexOffset);
            at = plain;
            if (plain < end) {
                at = areas.endOfRun(plain, end, vertexOffset);
                draw(
                        commands,
                        areas.isOpaque(plain, vertexOffset) ? solid : translucent,
                        firstIndex + plain,
                        firstIndex + at,
                        firstVertex + vertexOffset);
            }
        }
    }

    /// Descriptors and parameters stay: the pipelines' layouts are the same.
    private void bind(final CommandList commands, final Pipeline pipeline) {
        if (pipeline != boundPipeline) {
            boundPipeline = pipeline;
            commands.bind(pipeline);
        }
    }

    private void draw(
            final CommandList commands, final Pipeline pipeline, final int from, final int end, final int firstVertex) {
        if (from < end) {
            bind(commands, pipeline);
            vkCmdDrawIndexed(commands.handle(), end - from, 1, from, firstVertex, 0);
        }
    }

    private GpuBuffer grown(final @Nullable GpuBuffer[] buffers, final int slot, final long bytes) {
        GpuBuffer buffer = buffers[slot];
        if (buffer == null || buffer.sizeBytes() < bytes) {
            if (buffer != null) {
                buffer.close();
            }
            buffer = device.createBuffer(
                    GpuMemoryTag.INTERFACE, GpuBuffer.Kind.STREAM, Math.max(BUFFER_BYTES_MIN, bytes * 3 / 2));
            buffers[slot] = buffer;
        }
        return buffer;
    }

    /// Before the swapchain and the device.
    @Override
    public void close() {
        device.awaitIdle();
        owned.values().forEach(GpuImage::close);
        for (int slot = 0; slot < Swapchain.FRAMES; slot++) {
            close(vertices[slot]);
            close(indices[slot]);
        }
        textured.close();
        opaque.close();
        solid.close();
        translucent.close();
        device.awaitIdle();
        vkDestroyDescriptorPool(device.handle(), pool, null);
        vkDestroyDescriptorSetLayout(device.handle(), setLayout, null);
        vkDestroySampler(device.handle(), sampler, null);
        vkDestroySampler(device.handle(), exactSampler, null);
    }

    private static void close(final @Nullable GpuBuffer buffer) {
        if (buffer != null) {
            buffer.close();
        }
    }
}
