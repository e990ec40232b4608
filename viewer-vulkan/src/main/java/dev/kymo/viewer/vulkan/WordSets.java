package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferViewCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolCreateInfo;
import org.lwjgl.vulkan.VkDescriptorPoolSize;
import org.lwjgl.vulkan.VkDescriptorSetAllocateInfo;
import org.lwjgl.vulkan.VkDescriptorSetLayoutBinding;
import org.lwjgl.vulkan.VkDescriptorSetLayoutCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkWriteDescriptorSet;

/// Descriptor sets of one buffer each, as words of 32 bits and as pairs of them (`usamplerBuffer` at bindings 0 and
/// 1): all have the same layout, so that a shader that fetches from several buffers has a set for each. One
/// thread, the device's.
final class WordSets {
    private static final int SETS_PER_POOL = 1024;

    // Bindings
    private static final int WORDS = 0;
    private static final int PAIRS = 1;
    private static final int BINDINGS = 2;

    /// A buffer's set. Given back with [#free].
    ///
    /// @param words all of the buffer; `pairs` likewise
    record WordSet(Pool pool, long handle, long words, long pairs) {}

    private static final class Pool {
        private final long handle;
        private int used;

        private Pool(final long handle) {
            this.handle = handle;
        }
    }

    private final GpuDevice device;
    private final long layout;
    private final long wordsMax;
    private final List<Pool> pools = new ArrayList<>();

    WordSets(final GpuDevice device) {
        this.device = device;
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            vkGetPhysicalDeviceProperties(device.handle().getPhysicalDevice(), properties);
            wordsMax = Integer.toUnsignedLong(properties.limits().maxTexelBufferElements());
            final VkDescriptorSetLayoutBinding.Buffer bindings = VkDescriptorSetLayoutBinding.calloc(BINDINGS, stack);
            for (int binding = WORDS; binding <= PAIRS; binding++) {
                bindings.get(binding)
                        .binding(binding)
                        .descriptorType(VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER)
                        .descriptorCount(1)
                        .stageFlags(VK_SHADER_STAGE_COMPUTE_BIT | VK_SHADER_STAGE_FRAGMENT_BIT);
            }
            final VkDescriptorSetLayoutCreateInfo info = VkDescriptorSetLayoutCreateInfo.calloc(stack)
                    .sType$Default()
                    .pBindings(bindings);
            final LongBuffer handle = stack.mallocLong(1);
            VulkanException.check(
                    vkCreateDescriptorSetLayout(device.handle(), info, null, handle), "vkCreateDescriptorSetLayout");
            layout = handle.get(0);
        }
    }

    long layout() {
        return layout;
    }

    boolean fits(final long sizeBytes) {
        return sizeBytes / Integer.BYTES <= wordsMax;
    }

    WordSet make(final long buffer) {
        final long words = view(buffer, VK_FORMAT_R32_UINT);
        long pairs = VK_NULL_HANDLE;
        try {
            pairs = view(buffer, VK_FORMAT_R32G32_UINT);
            final WordSet made = make(poolWithRoom(), words, pairs);
            device.memory().countObjects(1);
            return made;
        } catch (RuntimeException failure) {
            vkDestroyBufferView(device.handle(), words, null);
            vkDestroyBufferView(device.handle(), pairs, null);
            throw failure;
        }
    }

    private WordSet make(final Pool pool, final long words, final long pairs) {
        try (MemoryStack stack = stackPush()) {
            final VkDescriptorSetAllocateInfo info = VkDescriptorSetAllocateInfo.calloc(stack)
                    .sType$Default()
                    .descriptorPool(pool.handle)
                    .pSetLayouts(stack.longs(layout));
            final LongBuffer handle = stack.mallocLong(1);
            VulkanException.check(vkAllocateDescriptorSets(device.handle(), info, handle), "vkAllocateDescriptorSets");
            pool.used++;
            final VkWriteDescriptorSet.Buffer writes = VkWriteDescriptorSet.calloc(BINDINGS, stack);
            for (int binding = WORDS; binding <= PAIRS; binding++) {
                writes.get(binding)
                        .sType$Default()
                        .dstSet(handle.get(0))
                        .dstBinding(binding)
                        .descriptorCount(1)
                        .descriptorType(VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER)
                        .pTexelBufferView(stack.longs(binding == WORDS ? words : pairs));
            }
            vkUpdateDescriptorSets(device.handle(), writes, null);
            return new WordSet(pool, handle.get(0), words, pairs);
        }
    }

    private long view(final long buffer, final int format) {
        try (MemoryStack stack = stackPush()) {
            final VkBufferViewCreateInfo info = VkBufferViewCreateInfo.calloc(stack)
                    .sType$Default()
                    .buffer(buffer)
                    .format(format)
                    .range(VK_WHOLE_SIZE);
            final LongBuffer handle = stack.mallocLong(1);
            VulkanException.check(vkCreateBufferView(device.handle(), info, null, handle), "vkCreateBufferView");
            return handle.get(0);
        }
    }

    private Pool poolWithRoom() {
        for (final Pool pool : pools) {
            if (pool.used < SETS_PER_POOL) {
                return pool;
            }
        }
        try (MemoryStack stack = stackPush()) {
            final VkDescriptorPoolSize.Buffer size = VkDescriptorPoolSize.calloc(1, stack)
                    .type(VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER)
                    .descriptorCount(SETS_PER_POOL * BINDINGS);
            final VkDescriptorPoolCreateInfo info = VkDescriptorPoolCreateInfo.calloc(stack)
                    .sType$Default()
                    .flags(VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT)
                    .maxSets(SETS_PER_POOL)
                    .pPoolSizes(size);
            final LongBuffer handle = stack.mallocLong(1);
            VulkanException.check(
                    vkCreateDescriptorPool(device.handle(), info, null, handle), "vkCreateDescriptorPool");
            final Pool made = new Pool(handle.get(0));
            pools.add(made);
            return made;
        }
    }

    /// When the device is done with it.
    void free(final WordSet set) {
        vkFreeDescriptorSets(device.handle(), set.pool.handle, set.handle);
        vkDestroyBufferView(device.handle(), set.words, null);
        vkDestroyBufferView(device.handle(), set.pairs, null);
        set.pool.used--;
        device.memory().countObjects(-1);
    }

    /// When all sets have been given back.
    void close() {
        for (final Pool pool : pools) {
            vkDestroyDescriptorPool(device.handle(), pool.handle, null);
        }
        vkDestroyDescriptorSetLayout(device.handle(), layout, null);
    }
}
