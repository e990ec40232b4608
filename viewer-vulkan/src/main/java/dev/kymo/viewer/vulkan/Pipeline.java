package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
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
import org.lwjgl.vulkan.VkSpecializationInfo;
import org.lwjgl.vulkan.VkSpecializationMapEntry;

/// A compiled program for the device: a compute shader, or a vertex and a fragment shader with fixed state.
/// Vertices come from buffers by address, so there is no vertex layout; parameters come as push constants.
public final class Pipeline implements AutoCloseable {
    /// What a drawn fragment does with the depth that is there. Depth is reversed: 1 is near, 0 infinitely
    /// far.
    public enum Depth {
        /// Writes its own, whatever is there.
        REPLACE(true, true, VK_COMPARE_OP_ALWAYS),
        /// Is hidden by nearer things, and hides what is further.
        TEST_AND_WRITE(true, true, VK_COMPARE_OP_GREATER_OR_EQUAL),
        /// Is hidden by nearer things, and hides nothing.
        TEST(true, false, VK_COMPARE_OP_GREATER_OR_EQUAL),
        /// Lies over everything.
        IGNORE(false, false, VK_COMPARE_OP_ALWAYS);

        private final boolean test;
        private final boolean write;
        private final int compare;

        Depth(final boolean test, final boolean write, final int compare) {
            this.test = test;
            this.write = write;
            this.compare = compare;
        }
    }

    private static final int GRAPHICS_STAGES = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT;

    private final GpuDevice device;
    private final int bindPoint;
    private final int stages;
    private final int pushConstantBytes;
    private final int wordSets;
    private final long layout;
    private final long handle;

    private Pipeline(
            final GpuDevice device,
            final int bindPoint,
            final int stages,
            final int pushConstantBytes,
            final int wordSets,
            final long layout,
            final long handle) {
        this.device = device;
        this.bindPoint = bindPoint;
        this.stages = stages;
        this.pushConstantBytes = pushConstantBytes;
        this.wordSets = wordSets;
        this.layout = layout;
        this.handle = handle;
        device.memory().countObjects(1);
    }

    /// @param shader name of the source, such as `points_small_key64.comp`
    /// @param constant the value of specialization constant 0
    public static Pipeline compute(
            final GpuDevice device, final String shader, final int pushConstantBytes, final int constant) {
        return compute(device, shader, pushConstantBytes, constant, 0);
    }

    /// @param wordSets how many buffers it fetches words from ([CommandList#bindWords]), from set 0 on
    public static Pipeline compute(
            final GpuDevice device,
            final String shader,
            final int pushConstantBytes,
            final int constant,
            final int wordSets) {
        try (MemoryStack stack = stackPush()) {
            final long layout = createLayout(
                    device, VK_SHADER_STAGE_COMPUTE_BIT, pushConstantBytes, wordLayouts(device, wordSets, stack));
            final long module = createModule(device, shader);
            final VkComputePipelineCreateInfo.Buffer info =
                    VkComputePipelineCreateInfo.calloc(1, stack).sType$Default().layout(layout);
            info.stage()
                    .sType$Default()
                    .stage(VK_SHADER_STAGE_COMPUTE_BIT)
                    .module(module)
                    .pName(stack.UTF8("main"))
                    .pSpecializationInfo(specialization(stack, constant));
            final LongBuffer pipeline = stack.mallocLong(1);
            final int result = vkCreateComputePipelines(device.handle(), VK_NULL_HANDLE, info, null, pipeline);
            vkDestroyShaderModule(device.handle(), module, null);
            VulkanException.check(result, "vkCreateComputePipelines " + shader);
            return new Pipeline(
                    device,
                    VK_PIPELINE_BIND_POINT_COMPUTE,
                    VK_SHADER_STAGE_COMPUTE_BIT,
                    pushConstantBytes,
                    wordSets,
                    layout,
                    pipeline.get(0));
        }
    }

    /// Triangles into a [RenderTarget] of `samples` samples.
    ///
    /// @param blended whether alpha mixes with what is there, or the colour replaces it
    /// @param constant the value of both shaders' specialization constant 0, where they have one
    public static Pipeline graphics(
            final GpuDevice device,
            final String vertexShader,
            final String fragmentShader,
            final int pushConstantBytes,
            final int samples,
            final Depth depth,
            final boolean blended,
            final int constant) {
        return graphics(device, vertexShader, fragmentShader, pushConstantBytes, samples, depth, blended, constant, 0);
    }

    /// @param wordSets how many buffers the fragment shader fetches words from ([CommandList#bindWords])
    public static Pipeline graphics(
            final GpuDevice device,
            final String vertexShader,
            final String fragmentShader,
            final int pushConstantBytes,
            final int samples,
            final Depth depth,
            final boolean blended,
            final int constant,
            final int wordSets) {
        return graphics(
                device,
                vertexShader,
                fragmentShader,
                pushConstantBytes,
                samples,
                depth,
                blended,
                constant,
                new Attachments(GpuImage.COLOUR_FORMAT, GpuImage.DEPTH_FORMAT, VK_NULL_HANDLE, wordSets));
    }

    /// Triangles over a picture without depth, with one sample per pixel.
    ///
    /// @param blended as above
    /// @param descriptors the layout of set 0
    static Pipeline overlay(
            final GpuDevice device,
            final String vertexShader,
            final String fragmentShader,
            final int pushConstantBytes,
            final int colourFormat,
            final boolean blended,
            final long descriptors) {
        return graphics(
                device,
                vertexShader,
                fragmentShader,
                pushConstantBytes,
                1,
                Depth.IGNORE,
                blended,
                0,
                new Attachments(colourFormat, VK_FORMAT_UNDEFINED, descriptors, 0));
    }

    private record Attachments(int colourFormat, int depthFormat, long descriptors, int wordSets) {}

    private static Pipeline graphics(
            final GpuDevice device,
            final String vertexShader,
            final String fragmentShader,
            final int pushConstantBytes,
            final int samples,
            final Depth depth,
            final boolean blended,
            final int constant,
            final Attachments attachments) {
        try (MemoryStack stack = stackPush()) {
            final long layout = createLayout(
                    device,
                    GRAPHICS_STAGES,
                    pushConstantBytes,
                    attachments.descriptors == VK_NULL_HANDLE
                            ? wordLayouts(device, attachments.wordSets, stack)
                            : stack.longs(attachments.descriptors));
            final long vertex = createModule(device, vertexShader);
            final long fragment = createModule(device, fragmentShader);
            final VkPipelineShaderStageCreateInfo.Buffer shaders = VkPipelineShaderStageCreateInfo.calloc(2, stack);
            shaders.get(0)
                    .sType$Default()
                    .stage(VK_SHADER_STAGE_VERTEX_BIT)
                    .module(vertex)
                    .pName(stack.UTF8("main"))
                    .pSpecializationInfo(specialization(stack, constant));
            shaders.get(1)
                    .sType$Default()
                    .stage(VK_SHADER_STAGE_FRAGMENT_BIT)
                    .module(fragment)
                    .pName(stack.UTF8("main"))
                    .pSpecializationInfo(specialization(stack, constant));
            final VkGraphicsPipelineCreateInfo.Buffer info = graphicsInfo(stack, samples, depth, blended, attachments)
                    .pStages(shaders)
                    .layout(layout);
            final LongBuffer pipeline = stack.mallocLong(1);
            final int result = vkCreateGraphicsPipelines(device.handle(), VK_NULL_HANDLE, info, null, pipeline);
            vkDestroyShaderModule(device.handle(), vertex, null);
            vkDestroyShaderModule(device.handle(), fragment, null);
            VulkanException.check(result, "vkCreateGraphicsPipelines " + fragmentShader);
            return new Pipeline(
                    device,
                    VK_PIPELINE_BIND_POINT_GRAPHICS,
                    GRAPHICS_STAGES,
                    pushConstantBytes,
                    attachments.wordSets,
                    layout,
                    pipeline.get(0));
        }
    }

    private static VkGraphicsPipelineCreateInfo.Buffer graphicsInfo(
            final MemoryStack stack,
            final int samples,
            final Depth depth,
            final boolean blended,
            final Attachments attachments) {
        final VkPipelineRenderingCreateInfo targets = VkPipelineRenderingCreateInfo.calloc(stack)
                .sType$Default()
                .colorAttachmentCount(1)
                .pColorAttachmentFormats(stack.ints(attachments.colourFormat))
                .depthAttachmentFormat(attachments.depthFormat);
        final VkPipelineColorBlendAttachmentState.Buffer blend = VkPipelineColorBlendAttachmentState.calloc(1, stack)
                .blendEnable(blended)
                .srcColorBlendFactor(VK_BLEND_FACTOR_SRC_ALPHA)
                .dstColorBlendFactor(VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA)
                .colorBlendOp(VK_BLEND_OP_ADD)
                .srcAlphaBlendFactor(VK_BLEND_FACTOR_ONE)
                .dstAlphaBlendFactor(VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA)
                .alphaBlendOp(VK_BLEND_OP_ADD)
                .colorWriteMask(VK_COLOR_COMPONENT_R_BIT
                        | VK_COLOR_COMPONENT_G_BIT
                        | VK_COLOR_COMPONENT_B_BIT
                        | VK_COLOR_COMPONENT_A_BIT);
        return VkGraphicsPipelineCreateInfo.calloc(1, stack)
                .sType$Default()
                .pNext(targets.address())
                .pVertexInputState(
                        VkPipelineVertexInputStateCreateInfo.calloc(stack).sType$Default())
                .pInputAssemblyState(VkPipelineInputAssemblyStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .topology(VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST))
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
                        .rasterizationSamples(samples))
                .pDepthStencilState(VkPipelineDepthStencilStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .depthTestEnable(depth.test)
                        .depthWriteEnable(depth.write)
                        .depthCompareOp(depth.compare))
                .pColorBlendState(VkPipelineColorBlendStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .pAttachments(blend))
                .pDynamicState(VkPipelineDynamicStateCreateInfo.calloc(stack)
                        .sType$Default()
                        .pDynamicStates(stack.ints(VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR)));
    }

    private static VkSpecializationInfo specialization(final MemoryStack stack, final int constant) {
        final VkSpecializationMapEntry.Buffer entry =
                VkSpecializationMapEntry.calloc(1, stack).size(Integer.BYTES);
        final ByteBuffer data = stack.malloc(Integer.BYTES).putInt(0, constant);
        return VkSpecializationInfo.calloc(stack).pMapEntries(entry).pData(data);
    }

    private static @Nullable LongBuffer wordLayouts(
            final GpuDevice device, final int wordSets, final MemoryStack stack) {
        if (wordSets == 0) {
            return null;
        }
        final LongBuffer layouts = stack.mallocLong(wordSets);
        for (int set = 0; set < wordSets; set++) {
            layouts.put(set, device.wordSets().layout());
        }
        return layouts;
    }

    /// @param sets the layouts of its descriptor sets; null when it has none
    private static long createLayout(
            final GpuDevice device, final int stages, final int pushConstantBytes, final @Nullable LongBuffer sets) {
        if (pushConstantBytes > DeviceProbe.PUSH_CONSTANT_BYTES) {
            throw new IllegalArgumentException(
                    "pushConstantBytes=" + pushConstantBytes + ", max=" + DeviceProbe.PUSH_CONSTANT_BYTES);
        }
        try (MemoryStack stack = stackPush()) {
            final VkPushConstantRange.Buffer range =
                    VkPushConstantRange.calloc(1, stack).stageFlags(stages).size(pushConstantBytes);
            final VkPipelineLayoutCreateInfo info =
                    VkPipelineLayoutCreateInfo.calloc(stack).sType$Default().pPushConstantRanges(range);
            if (sets != null) {
                info.setLayoutCount(sets.remaining()).pSetLayouts(sets);
            }
            final LongBuffer layout = stack.mallocLong(1);
            VulkanException.check(
                    vkCreatePipelineLayout(device.handle(), info, null, layout), "vkCreatePipelineLayout");
            return layout.get(0);
        }
    }

    private static long createModule(final GpuDevice device, final String shader) {
        final String resource = "/shaders/" + shader + ".spv";
        final byte[] code;
        try (InputStream input = Pipeline.class.getResourceAsStream(resource)) {
            if (input == null) {
                throw new IllegalStateException("no " + resource + " on the class path: build with Maven");
            }
            code = input.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException("cannot read " + resource, failure);
        }
        final ByteBuffer words = MemoryUtil.memAlloc(code.length);
        try (MemoryStack stack = stackPush()) {
            words.put(code).flip();
            final VkShaderModuleCreateInfo info =
                    VkShaderModuleCreateInfo.calloc(stack).sType$Default().pCode(words);
            final LongBuffer module = stack.mallocLong(1);
            VulkanException.check(
                    vkCreateShaderModule(device.handle(), info, null, module), "vkCreateShaderModule " + shader);
            return module.get(0);
        } finally {
            MemoryUtil.memFree(words);
        }
    }

    long handle() {
        return handle;
    }

    long layout() {
        return layout;
    }

    int bindPoint() {
        return bindPoint;
    }

    int stages() {
        return stages;
    }

    int pushConstantBytes() {
        return pushConstantBytes;
    }

    int wordSets() {
        return wordSets;
    }

    @Override
    public void close() {
        device.retire(() -> {
            vkDestroyPipeline(device.handle(), handle, null);
            vkDestroyPipelineLayout(device.handle(), layout, null);
            device.memory().countObjects(-1);
        });
    }
}
