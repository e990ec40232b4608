package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkClearAttachment;
import org.lwjgl.vulkan.VkClearRect;
import org.lwjgl.vulkan.VkGraphicsPipelineCreateInfo;
import org.lwjgl.vulkan.VkPipelineColorBlendAttachmentState;
import org.lwjgl.vulkan.VkPipelineColorBlendStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineDepthStencilStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineDynamicStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineInputAssemblyStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineLayoutCreateInfo;
import org.lwjgl.vulkan.VkPipelineMultisampleStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineRasterizationStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineRenderingCreateInfo;
import org.lwjgl.vulkan.VkPipelineShaderStageCreateInfo;
import org.lwjgl.vulkan.VkPipelineVertexInputStateCreateInfo;
import org.lwjgl.vulkan.VkPipelineViewportStateCreateInfo;
import org.lwjgl.vulkan.VkPushConstantRange;
import org.lwjgl.vulkan.VkShaderModuleCreateInfo;

/// Vulkan's own point primitive, one pixel each, on a device of Kymo's: what [dev.kymo.perf] draws Kymo's points
/// beside. It lies in this package because it records into Kymo's command lists; no part of the product. One thread;
/// closed before the device.
public final class PointListRenderer implements AutoCloseable {
    private static final int MATRIX_FLOATS = 16;
    private static final int PUSHED_BYTES = MATRIX_FLOATS * Float.BYTES + 2 * Long.BYTES;
    private static final String SHADER = "point_list";

    private final GpuDevice device;
    private final RenderTarget target;
    private final GpuBuffer readback;
    private final long layout;
    private final long pipeline;
    private final GpuBuffer positions;
    private final GpuBuffer colours;
    private final int count;

    /// @param xyz three floats per point
    /// @param rgba one word per point, red in the highest byte
    public PointListRenderer(
            final GpuDevice device,
            final int width,
            final int height,
            final MemorySegment xyz,
            final MemorySegment rgba) {
        this.device = device;
        target = new RenderTarget(device, width, height, 1);
        readback = device.createBuffer(
                GpuMemoryTag.READBACK, GpuBuffer.Kind.READBACK, (long) width * height * Integer.BYTES);
        positions = upload(xyz);
        colours = upload(rgba);
        count = Math.toIntExact(rgba.byteSize() / Integer.BYTES);
        try (MemoryStack stack = stackPush()) {
            final VkPushConstantRange.Buffer range = VkPushConstantRange.calloc(1, stack)
                    .stageFlags(VK_SHADER_STAGE_VERTEX_BIT)
                    .size(PUSHED_BYTES);
            final LongBuffer made = stack.mallocLong(1);
            VulkanException.check(
                    vkCreatePipelineLayout(
                            device.handle(),
                            VkPipelineLayoutCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pPushConstantRanges(range),
                            null,
                            made),
                    "vkCreatePipelineLayout");
            layout = made.get(0);
            pipeline = createPipeline(stack);
        }
    }

    private GpuBuffer upload(final MemorySegment data) {
        final GpuBuffer buffer = device.createBuffer(GpuMemoryTag.POINTS, GpuBuffer.Kind.DEVICE, data.byteSize());
        device.staging().upload(data, buffer, 0);
        return buffer;
    }

    private long createPipeline(final MemoryStack stack) {
        final long vertex = createModule(stack, SHADER + ".vert");
        final long fragment = createModule(stack, SHADER + ".frag");
        final VkPipelineShaderStageCreateInfo.Buffer shaders = VkPipelineShaderStageCreateInfo.calloc(2, stack);
        shaders.get(0)
                .sType$Default()
                .stage(VK_SHADER_STAGE_VERTEX_BIT)
                .module(vertex)
                .pName(stack.UTF8("main"));
        shaders.get(1)
                .sType$Default()
                .stage(VK_SHADER_STAGE_FRAGMENT_BIT)
                .module(fragment)
                .pName(stack.UTF8("main"));
        final VkGraphicsPipelineCreateInfo.Buffer info =
                fixedState(stack).pStages(shaders).layout(layout);
        final LongBuffer made = stack.mallocLong(1);
        final int result = vkCreateGraphicsPipelines(device.handle(), VK_NULL_HANDLE, info, null, made);
        vkDestroyShaderModule(device.handle(), vertex, null);
        vkDestroyShaderModule(device.handle(), fragment, null);
        VulkanException.check(result, "vkCreateGraphicsPipelines " + SHADER);
        return made.get(0);
    }

    /// Depth is reversed, as in the viewer: nearer is greater.
    private static VkGraphicsPipelineCreateInfo.Buffer fixedState(final MemoryStack stack) {
        final VkPipelineRenderingCreateInfo targets = VkPipelineRenderingCreateInfo.calloc(stack)
                .sType$Default()
                .colorAttachmentCount(1)
                .pColorAttachmentFormats(stack.ints(GpuImage.COLOUR_FORMAT))
                .depthAttachmentFormat(GpuImage.DEPTH_FORMAT);
        return VkGraphicsPipelineCreateInfo.calloc(1, stack)
                .sType$Default()
                .pNext(targets.address())
                .pVertexInputState(
                        VkPipelineVertexInputStateCreateInfo.calloc(stack).sType$Default())
                .pInputAssemblyState(VkPipelineInputAssemblyStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .topology(VK_PRIMITIVE_TOPOLOGY_POINT_LIST))
                .pViewportState(VkPipelineViewportStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .viewportCount(1)
                        .scissorCount(1))
                .pRasterizationState(VkPipelineRasterizationStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .cullMode(VK_CULL_MODE_NONE)
                        .lineWidth(1))
                .pMultisampleState(VkPipelineMultisampleStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .rasterizationSamples(1))
                .pDepthStencilState(VkPipelineDepthStencilStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .depthTestEnable(true)
                        .depthWriteEnable(true)
                        .depthCompareOp(VK_COMPARE_OP_GREATER))
                .pColorBlendState(VkPipelineColorBlendStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .pAttachments(VkPipelineColorBlendAttachmentState.calloc(1, stack)
                                .colorWriteMask(VK_COLOR_COMPONENT_R_BIT
                                        | VK_COLOR_COMPONENT_G_BIT
                                        | VK_COLOR_COMPONENT_B_BIT
                                        | VK_COLOR_COMPONENT_A_BIT)))
                .pDynamicState(VkPipelineDynamicStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .pDynamicStates(stack.ints(VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR)));
    }

    private long createModule(final MemoryStack stack, final String shader) {
        final String resource = "/shaders/" + shader + ".spv";
        final byte[] code;
        try (InputStream input = PointListRenderer.class.getResourceAsStream(resource)) {
            if (input == null) {
                throw new IllegalStateException("no " + resource + " on the class path: build with Maven");
            }
            code = input.readAllBytes();
        } catch (final IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
        final ByteBuffer words = MemoryUtil.memAlloc(code.length);
        try {
            words.put(code).flip();
            final LongBuffer module = stack.mallocLong(1);
            VulkanException.check(
                    vkCreateShaderModule(
                            device.handle(),
                            VkShaderModuleCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .pCode(words),
                            null,
                            module),
                    "vkCreateShaderModule " + shader);
            return module.get(0);
        } finally {
            MemoryUtil.memFree(words);
        }
    }

    /// Draws all points and waits for the picture.
    ///
    /// @param clipFromObject column-major, 16 floats
    /// @return bytes red, green, blue, alpha per pixel, rows from the top; alpha is 0 where there is no point;
    ///     valid until the next picture
    public MemorySegment render(final float[] clipFromObject) {
        final CommandList commands = device.begin();
        try {
            commands.beginRendering(target);
            clear(commands);
            vkCmdBindPipeline(commands.handle(), VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
            push(commands, clipFromObject);
            vkCmdDraw(commands.handle(), count, 1, 0, 0);
            commands.endRendering();
            commands.makeReadable(target);
            commands.readPicture(target, readback);
        } catch (final RuntimeException e) {
            commands.close();
            throw e;
        }
        device.await(device.submit(commands));
        readback.invalidate();
        return readback.mapped();
    }

    private void clear(final CommandList commands) {
        try (MemoryStack stack = stackPush()) {
            final VkClearAttachment.Buffer cleared = VkClearAttachment.calloc(2, stack);
            cleared.get(0).aspectMask(VK_IMAGE_ASPECT_COLOR_BIT).colorAttachment(0);
            cleared.get(1).aspectMask(VK_IMAGE_ASPECT_DEPTH_BIT);
            final VkClearRect.Buffer area = VkClearRect.calloc(1, stack).layerCount(1);
            area.rect().extent().set(target.width(), target.height());
            vkCmdClearAttachments(commands.handle(), cleared, area);
        }
    }

    private void push(final CommandList commands, final float[] clipFromObject) {
        try (MemoryStack stack = stackPush()) {
            final ByteBuffer block = stack.malloc(PUSHED_BYTES);
            for (int i = 0; i < MATRIX_FLOATS; i++) {
                block.putFloat(clipFromObject[i]);
            }
            block.putLong(positions.address()).putLong(colours.address()).flip();
            vkCmdPushConstants(commands.handle(), layout, VK_SHADER_STAGE_VERTEX_BIT, 0, block);
        }
    }

    /// The share of pixels that are the same in both pictures; where there is no point, `other` must show `background`.
    ///
    /// @param own as [#render] answers
    public static double identicalShare(
            final MemorySegment own, final MemorySegment other, final MemorySegment background) {
        final long pixels = own.byteSize() / Integer.BYTES;
        long same = 0;
        for (long i = 0; i < pixels; i++) {
            final int drawn = own.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
            final int expected = drawn == 0 ? background.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i) : drawn;
            same += other.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i) == expected ? 1 : 0;
        }
        return (double) same / pixels;
    }

    @Override
    public void close() {
        device.awaitIdle();
        vkDestroyPipeline(device.handle(), pipeline, null);
        vkDestroyPipelineLayout(device.handle(), layout, null);
        positions.close();
        colours.close();
        readback.close();
        target.close();
    }
}
