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
import org.lwjgl.vulkan.VkFormatProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties;
import org.lwjgl.vulkan.VkWriteDescriptorSet;

/// Descriptor sets of one buffer each, as words of 32 bits, as pairs and as triples of them (`usamplerBuffer` at
/// bindings 0, 1 and 2): all have the same layout, so that a shader that fetches from several buffers has a set
/// for each. One thread, the device's.
final class WordSets {
    private static final int SETS_PER_POOL = 1024;

    /// Of all of the buffer, by binding.
    private static final int[] FORMATS = {VK_FORMAT_R32_UINT, VK_FORMAT_R32G32_UINT, VK_FORMAT_R32G32B32_UINT};

    /// A buffer's set. Given back with [#free].
    ///
    /// @param views by binding
    record WordSet(Pool pool, long handle, List<Long> views) {}

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

    /// Whether a device can fetch from buffers so; triples are no duty of a driver's.
    static boolean isSupported(final VkPhysicalDevice device) {
        try (MemoryStack stack = stackPush()) {
            final VkFormatProperties properties = VkFormatProperties.calloc(stack);
            boolean isSupported = true;
            for (final int format : FORMATS) {
                vkGetPhysicalDeviceFormatProperties(device, format, properties);
                isSupported &= (properties.bufferFeatures() & VK_FORMAT_FEATURE_UNIFORM_TEXEL_BUFFER_BIT) != 0;
            }
            return isSupported;
        }
    }

    WordSets(final GpuDevice device) {
        this.device = device;
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceProperties properties = VkPhysicalDeviceProperties.calloc(stack);
            vkGetPhysicalDeviceProperties(device.handle().getPhysicalDevice(), properties);
            wordsMax = Integer.toUnsignedLong(properties.limits().maxTexelBufferElements());
            final VkDescriptorSetLayoutBinding.Buffer bindings =
                    VkDescriptorSetLayoutBinding.calloc(FORMATS.length, stack);
            for (int binding = 0; binding < FORMATS.length; binding++) {
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
        final List<Long> views = new ArrayList<>();
        try {
            for (final int format : FORMATS) {
                views.add(view(buffer, format));
            }
            final WordSet made = make(poolWithRoom(), List.copyOf(views));
            device.memory().countObjects(1);
            return made;
        } catch (RuntimeException failure) {
            destroy(views);
            throw failure;
        }
    }

    private void destroy(final List<Long> views) {
        views.forEach(view -> vkDestroyBufferView(device.handle(), view, null));
    }

    private WordSet make(final Pool pool, final List<Long> views) {
        try (MemoryStack stack = stackPush()) {
            final VkDescriptorSetAllocateInfo info = VkDescriptorSetAllocateInfo.calloc(stack)
                    .sType$Default()
                    .descriptorPool(pool.handle)
                    .pSetLayouts(stack.longs(layout));
            final LongBuffer handle = stack.mallocLong(1);
            VulkanException.check(vkAllocateDescriptorSets(device.handle(), info, handle), "vkAllocateDescriptorSets");
            pool.used++;
            final VkWriteDescriptorSet.Buffer writes = VkWriteDescriptorSet.calloc(FORMATS.length, stack);
            for (int binding = 0; binding < FORMATS.length; binding++) {
                writes.get(binding)
                        .sType$Default()
                        .dstSet(handle.get(0))
                        .dstBinding(binding)
                        .descriptorCount(1)
                        .descriptorType(VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER)
                        .pTexelBufferView(stack.longs(views.get(binding)));
            }
            vkUpdateDescriptorSets(device.handle(), writes, null);
            return new WordSet(pool, handle.get(0), views);
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
                    .descriptorCount(SETS_PER_POOL * FORMATS.length);
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
        destroy(set.views);
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
