package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.KHRSwapchain;
import org.lwjgl.vulkan.VkCommandBufferSubmitInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkDeviceQueueCreateInfo;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan13Features;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreSubmitInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreWaitInfo;
import org.lwjgl.vulkan.VkSubmitInfo2;

/// An open device with its queue, memory and uploads.
///
/// Submissions are numbered ("tickets") on one timeline semaphore; what is closed while the device may still
/// use it is kept until the ticket of that time has passed (so nothing may be closed between being recorded
/// into a command list and that list's submission). One thread, but for [#memoryBytes],
/// [#allocatedBytes], [#objectCount] and [#validationMessages].
public final class GpuDevice implements AutoCloseable {
    /// Retired objects beyond which finished ones are looked for at once, not at the next wait.
    private static final int RETIRED_CHECK = 64;

    private record Retired(long ticket, Runnable release) {}

    private final VulkanInstance instance;
    private final DeviceInfo info;
    private final boolean points64;
    private final VkDevice device;
    private final VkQueue queue;
    private final int queueFamily;
    private final GpuMemory memory;
    private final long commandPool;
    private final long timeline;
    private final ArrayDeque<Retired> retired = new ArrayDeque<>();
    private final StagingBelt staging;
    private final @Nullable WordSets wordSets;
    private long lastTicket;
    private boolean closed;

    private GpuDevice(
            final VulkanInstance instance,
            final DeviceInfo info,
            final boolean points64,
            final boolean fetchesWords,
            final VkDevice device,
            final int queueFamily) {
        this.instance = instance;
        this.info = info;
        this.points64 = points64;
        this.device = device;
        this.queueFamily = queueFamily;
        try (MemoryStack stack = stackPush()) {
            final PointerBuffer queueHandle = stack.mallocPointer(1);
            vkGetDeviceQueue(device, queueFamily, 0, queueHandle);
            queue = new VkQueue(queueHandle.get(0), device);
            memory = new GpuMemory(instance.handle(), device);
            final LongBuffer handle = stack.mallocLong(1);
            final VkCommandPoolCreateInfo pool = VkCommandPoolCreateInfo.calloc(stack)
                    .sType$Default()
                    .queueFamilyIndex(queueFamily)
                    .flags(VK_COMMAND_POOL_CREATE_TRANSIENT_BIT);
            VulkanException.check(vkCreateCommandPool(device, pool, null, handle), "vkCreateCommandPool");
            commandPool = handle.get(0);
            final VkSemaphoreTypeCreateInfo type =
                    VkSemaphoreTypeCreateInfo.calloc(stack).sType$Default().semaphoreType(VK_SEMAPHORE_TYPE_TIMELINE);
            final VkSemaphoreCreateInfo semaphore =
                    VkSemaphoreCreateInfo.calloc(stack).sType$Default().pNext(type.address());
            VulkanException.check(vkCreateSemaphore(device, semaphore, null, handle), "vkCreateSemaphore");
            timeline = handle.get(0);
        }
        staging = new StagingBelt(this);
        wordSets = fetchesWords ? new WordSets(this) : null;
    }

    /// The machine's Vulkan devices, whether Kymo can use them or not.
    ///
    /// @throws VulkanUnavailableException when there is no loader or driver
    public static List<DeviceInfo> list() {
        try (VulkanInstance instance = VulkanInstance.open(false)) {
            return describeAll(instance.physicalDevices());
        }
    }

    /// @throws VulkanUnavailableException when there is no loader, driver or fitting device
    public static GpuDevice open(final DeviceOptions options) {
        return open(options, List.of(), List.of());
    }

    /// A device that can show a [Swapchain]. GLFW must have been initialized.
    ///
    /// @throws VulkanUnavailableException as [#open], or when Vulkan can't draw into windows here
    public static GpuDevice openForWindow(final DeviceOptions options) {
        return open(options, Swapchain.instanceExtensions(), List.of(KHRSwapchain.VK_KHR_SWAPCHAIN_EXTENSION_NAME));
    }

    private static GpuDevice open(
            final DeviceOptions options, final List<String> instanceExtensions, final List<String> deviceExtensions) {
        final VulkanInstance instance = VulkanInstance.open(options.validation(), instanceExtensions);
        try {
            final List<VkPhysicalDevice> devices = instance.physicalDevices();
            final DeviceInfo info = DeviceProbe.choose(describeAll(devices), options.preference());
            final VkPhysicalDevice physical = devices.get(info.index());
            final boolean points64 = info.int64BufferAtomics() && options.use64BitAtomics();
            final boolean fetchesWords =
                    info.type() == DeviceInfo.Type.SOFTWARE && options.fetchesWords() && WordSets.isSupported(physical);
            final int queueFamily = DeviceProbe.queueFamily(physical);
            final VkDevice device = createDevice(physical, queueFamily, points64, deviceExtensions);
            return new GpuDevice(instance, info, points64, fetchesWords, device, queueFamily);
        } catch (RuntimeException failure) {
            instance.close();
            throw failure;
        }
    }

    private static List<DeviceInfo> describeAll(final List<VkPhysicalDevice> devices) {
        final List<DeviceInfo> all = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            all.add(DeviceProbe.describe(i, devices.get(i)));
        }
        return all;
    }

    private static VkDevice createDevice(
            final VkPhysicalDevice physical,
            final int queueFamily,
            final boolean int64Atomics,
            final List<String> extensions) {
        try (MemoryStack stack = stackPush()) {
            final VkPhysicalDeviceVulkan13Features features13 = VkPhysicalDeviceVulkan13Features.calloc(stack)
                    .sType$Default()
                    .dynamicRendering(true)
                    .synchronization2(true)
                    .shaderDemoteToHelperInvocation(true);
            final VkPhysicalDeviceVulkan12Features features12 = VkPhysicalDeviceVulkan12Features.calloc(stack)
                    .sType$Default()
                    .pNext(features13.address())
                    .bufferDeviceAddress(true)
                    .scalarBlockLayout(true)
                    .timelineSemaphore(true)
                    .shaderBufferInt64Atomics(int64Atomics);
            final VkPhysicalDeviceFeatures2 features =
                    VkPhysicalDeviceFeatures2.calloc(stack).sType$Default().pNext(features12.address());
            features.features().shaderInt64(int64Atomics);
            final VkDeviceQueueCreateInfo.Buffer queues = VkDeviceQueueCreateInfo.calloc(1, stack)
                    .sType$Default()
                    .queueFamilyIndex(queueFamily)
                    .pQueuePriorities(stack.floats(1));
            final VkDeviceCreateInfo info = VkDeviceCreateInfo.calloc(stack)
                    .sType$Default()
                    .pNext(features.address())
                    .ppEnabledExtensionNames(VulkanInstance.names(stack, extensions))
                    .pQueueCreateInfos(queues);
            final PointerBuffer handle = stack.mallocPointer(1);
            VulkanException.check(vkCreateDevice(physical, info, null, handle), "vkCreateDevice");
            return new VkDevice(handle.get(0), physical, info, VK_API_VERSION_1_3);
        }
    }

    public DeviceInfo info() {
        return info;
    }

    /// Whether shaders may use 64-bit atomics on buffers.
    public boolean uses64BitAtomics() {
        return points64;
    }

    /// Whether shaders of points fetch what they read as words of a buffer that is bound
    /// ([CommandList#bindWords]) and do not reach it by address. So it is on devices that draw by the processor:
    /// there a load by address is made for one lane after the other, each with a branch of its own, and a
    /// fetch for all lanes together.
    public boolean fetchesWords() {
        return wordSets != null;
    }

    /// Whether a buffer of that size can be fetched from; false where [#fetchesWords] is.
    public boolean fetchesWords(final long sizeBytes) {
        return wordSets != null && wordSets.fits(sizeBytes);
    }

    /// To be asked only where [#fetchesWords] is true.
    WordSets wordSets() {
        return Objects.requireNonNull(wordSets, "this device fetches no words");
    }

    /// What the validation layer has said so far, warnings and errors; empty when it is off or content. Still
    /// answers after [#close], which is when leaks are reported.
    public List<String> validationMessages() {
        return instance.log().messages();
    }

    /// Bytes of device memory held for `tag`, closed but still used ones included. Any thread.
    public long memoryBytes(final GpuMemoryTag tag) {
        return memory.bytes(tag);
    }

    /// Bytes taken from the driver for buffers and images; more than they hold. Any thread.
    public long allocatedBytes() {
        return memory.allocatedBytes();
    }

    /// Buffers, images, pipelines, command lists and descriptor sets there are, closed but still used ones included.
    /// Any thread.
    public long objectCount() {
        return memory.objects();
    }

    /// @param sizeBytes 1 to [DeviceInfo#allocationMaxBytes]
    public GpuBuffer createBuffer(final GpuMemoryTag tag, final GpuBuffer.Kind kind, final long sizeBytes) {
        requireOpen();
        return new GpuBuffer(this, tag, kind, sizeBytes);
    }

    /// The way into buffers of [GpuBuffer.Kind#DEVICE].
    public StagingBelt staging() {
        return staging;
    }

    /// A command list to record into, then [#submit] once.
    public CommandList begin() {
        requireOpen();
        return new CommandList(this, commandPool);
    }

    /// Hands the list to the device, after all uploads given to [#staging] before, and answers its ticket.
    public long submit(final CommandList commands) {
        staging.flush();
        return submitWithoutStaging(commands);
    }

    long submitWithoutStaging(final CommandList commands) {
        return submit(commands, VK_NULL_HANDLE, VK_NULL_HANDLE);
    }

    /// As [#submit], between two binary semaphores.
    ///
    /// @param wait what colours must not be written before, or `VK_NULL_HANDLE`
    /// @param done signalled at the end, or `VK_NULL_HANDLE`
    long submit(final CommandList commands, final long wait, final long done) {
        if (wait != VK_NULL_HANDLE) {
            staging.flush();
        }
        commands.end();
        try (MemoryStack stack = stackPush()) {
            final VkCommandBufferSubmitInfo.Buffer buffers =
                    VkCommandBufferSubmitInfo.calloc(1, stack).sType$Default().commandBuffer(commands.handle());
            final VkSemaphoreSubmitInfo.Buffer signals =
                    VkSemaphoreSubmitInfo.calloc(done == VK_NULL_HANDLE ? 1 : 2, stack);
            signals.get(0)
                    .sType$Default()
                    .semaphore(timeline)
                    .value(lastTicket + 1)
                    .stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
            if (done != VK_NULL_HANDLE) {
                signals.get(1).sType$Default().semaphore(done).stageMask(VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT);
            }
            final VkSubmitInfo2.Buffer submit = VkSubmitInfo2.calloc(1, stack)
                    .sType$Default()
                    .pCommandBufferInfos(buffers)
                    .pSignalSemaphoreInfos(signals);
            if (wait != VK_NULL_HANDLE) {
                submit.pWaitSemaphoreInfos(VkSemaphoreSubmitInfo.calloc(1, stack)
                        .sType$Default()
                        .semaphore(wait)
                        .stageMask(VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT));
            }
            VulkanException.check(vkQueueSubmit2(queue, submit, VK_NULL_HANDLE), "vkQueueSubmit2");
        }
        lastTicket++;
        commands.close();
        return lastTicket;
    }

    /// Waits until the device has done everything up to `ticket`.
    public void await(final long ticket) {
        try (MemoryStack stack = stackPush()) {
            final VkSemaphoreWaitInfo wait = VkSemaphoreWaitInfo.calloc(stack)
                    .sType$Default()
                    .semaphoreCount(1)
                    .pSemaphores(stack.longs(timeline))
                    .pValues(stack.longs(ticket));
            VulkanException.check(vkWaitSemaphores(device, wait, Long.MAX_VALUE), "vkWaitSemaphores");
        }
        releaseRetired();
    }

    /// Runs `release` when everything submitted so far is done.
    void retire(final Runnable release) {
        requireOpen();
        // a copy that the belt has recorded but not yet handed over will have the next ticket
        retired.addLast(new Retired(lastTicket + (staging.hasPending() ? 1 : 0), release));
        if (retired.size() > RETIRED_CHECK) {
            releaseRetired();
        }
    }

    private void releaseRetired() {
        final long done;
        try (MemoryStack stack = stackPush()) {
            final LongBuffer value = stack.mallocLong(1);
            VulkanException.check(vkGetSemaphoreCounterValue(device, timeline, value), "vkGetSemaphoreCounterValue");
            done = value.get(0);
        }
        for (Retired next = retired.peekFirst(); next != null && next.ticket <= done; next = retired.peekFirst()) {
            retired.removeFirst();
            next.release.run();
        }
    }

    VkDevice handle() {
        return device;
    }

    VkQueue queue() {
        return queue;
    }

    int queueFamily() {
        return queueFamily;
    }

    VkInstance instance() {
        return instance.handle();
    }

    /// Waits until the device has nothing to do.
    public void awaitIdle() {
        staging.flush();
        await(lastTicket);
    }

    GpuMemory memory() {
        return memory;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("device is closed: " + info.name());
        }
    }

    /// Waits for the device. Everything made from it must have been closed before.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        staging.close();
        vkDeviceWaitIdle(device);
        for (final Retired each : retired) {
            each.release.run();
        }
        retired.clear();
        closed = true;
        if (wordSets != null) {
            wordSets.close();
        }
        vkDestroySemaphore(device, timeline, null);
        vkDestroyCommandPool(device, commandPool, null);
        memory.close();
        vkDestroyDevice(device, null);
        instance.close();
    }
}
