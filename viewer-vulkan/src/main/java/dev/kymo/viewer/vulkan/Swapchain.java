package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.KHRSurface.*;
import static org.lwjgl.vulkan.KHRSwapchain.*;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.glfw.GLFWVulkan;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkImageViewCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPresentInfoKHR;
import org.lwjgl.vulkan.VkRect2D;
import org.lwjgl.vulkan.VkRenderingAttachmentInfo;
import org.lwjgl.vulkan.VkRenderingInfo;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSurfaceCapabilitiesKHR;
import org.lwjgl.vulkan.VkSurfaceFormatKHR;
import org.lwjgl.vulkan.VkSwapchainCreateInfoKHR;
import org.lwjgl.vulkan.VkViewport;

/// The pictures that a window shows in turn. Made anew whenever the window's size changes; there are none while
/// it has no area (minimised). One thread, the device's.
///
/// Colours are stored as they are written (UNORM), as Dear ImGui blends them.
public final class Swapchain implements AutoCloseable {
    /// Frames whose commands may be under way at a time.
    public static final int FRAMES = 2;

    private static final int IMAGES_WANTED = 3;
    private static final int EXTENT_BY_WINDOW = -1;

    private final GpuDevice device;
    private final long window;
    private final int format;
    private final long[] acquired = new long[FRAMES];
    private final long[] tickets = new long[FRAMES];
    private long surface;
    private boolean surfaceLost;
    private long handle = VK_NULL_HANDLE;
    private long[] images = new long[0];
    private long[] views = new long[0];
    /// One per image: a semaphore that a present still waits for must not be signalled again.
    private long[] rendered = new long[0];

    private int width;
    private int height;
    private boolean stale = true;
    private int slot;
    private int image;

    private Swapchain(final GpuDevice device, final long window, final long surface, final int format) {
        this.device = device;
        this.window = window;
        this.surface = surface;
        this.format = format;
        for (int i = 0; i < FRAMES; i++) {
            acquired[i] = createSemaphore();
        }
    }

    /// For a window of GLFW, made without a client API.
    ///
    /// @param device from [GpuDevice#openForWindow]
    /// @throws VulkanUnavailableException when the device can't draw into it
    public static Swapchain open(final GpuDevice device, final long glfwWindow) {
        final long surface = createSurface(device, glfwWindow);
        return new Swapchain(
                device, glfwWindow, surface, chooseFormat(device.handle().getPhysicalDevice(), surface));
    }

    private static long createSurface(final GpuDevice device, final long glfwWindow) {
        try (MemoryStack stack = stackPush()) {
            final LongBuffer surface = stack.mallocLong(1);
            VulkanException.check(
                    GLFWVulkan.glfwCreateWindowSurface(device.instance(), glfwWindow, null, surface),
                    "glfwCreateWindowSurface");
            final VkPhysicalDevice physical = device.handle().getPhysicalDevice();
            final IntBuffer supported = stack.ints(0);
            VulkanException.check(
                    vkGetPhysicalDeviceSurfaceSupportKHR(physical, device.queueFamily(), surface.get(0), supported),
                    "vkGetPhysicalDeviceSurfaceSupportKHR");
            if (supported.get(0) == 0) {
                vkDestroySurfaceKHR(device.instance(), surface.get(0), null);
                throw new VulkanUnavailableException(
                        device.info().name() + " can't draw into windows of this display; KYMO_GPU=software may", null);
            }
            return surface.get(0);
        }
    }

    /// To be called between frames when the display has taken away what was drawn to: all of it is made anew with
    /// the next frame. Called from here when the driver says so.
    public void lose() {
        surfaceLost = true;
        stale = true;
    }

    private void replaceSurface() {
        vkDestroySwapchainKHR(device.handle(), handle, null);
        handle = VK_NULL_HANDLE;
        vkDestroySurfaceKHR(device.instance(), surface, null);
        surface = VK_NULL_HANDLE;
        surface = createSurface(device, window);
        if (chooseFormat(device.handle().getPhysicalDevice(), surface) != format) {
            throw new VulkanUnavailableException("the display takes other pictures than before; open it again", null);
        }
        surfaceLost = false;
    }

    /// What GLFW needs of the instance.
    static List<String> instanceExtensions() {
        final PointerBuffer names = GLFWVulkan.glfwGetRequiredInstanceExtensions();
        if (names == null) {
            throw new VulkanUnavailableException(
                    "Vulkan can't draw into windows here; without one: --headless --screenshot FILE.png", null);
        }
        final List<String> all = new ArrayList<>();
        for (int i = 0; i < names.limit(); i++) {
            all.add(names.getStringUTF8(i));
        }
        return all;
    }

    private static int chooseFormat(final VkPhysicalDevice physical, final long surface) {
        try (MemoryStack stack = stackPush()) {
            final IntBuffer count = stack.ints(0);
            VulkanException.check(
                    vkGetPhysicalDeviceSurfaceFormatsKHR(physical, surface, count, null),
                    "vkGetPhysicalDeviceSurfaceFormatsKHR");
            final VkSurfaceFormatKHR.Buffer formats = VkSurfaceFormatKHR.malloc(count.get(0), stack);
            VulkanException.check(
                    vkGetPhysicalDeviceSurfaceFormatsKHR(physical, surface, count, formats),
                    "vkGetPhysicalDeviceSurfaceFormatsKHR");
            for (final VkSurfaceFormatKHR each : formats) {
                final boolean unorm =
                        each.format() == VK_FORMAT_B8G8R8A8_UNORM || each.format() == VK_FORMAT_R8G8B8A8_UNORM;
                if (unorm && each.colorSpace() == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR) {
                    return each.format();
                }
            }
        }
        throw new VulkanUnavailableException("the display takes no 8-bit UNORM pictures", null);
    }

    private long createSemaphore() {
        try (MemoryStack stack = stackPush()) {
            final LongBuffer semaphore = stack.mallocLong(1);
            final VkSemaphoreCreateInfo info =
                    VkSemaphoreCreateInfo.calloc(stack).sType$Default();
            VulkanException.check(vkCreateSemaphore(device.handle(), info, null, semaphore), "vkCreateSemaphore");
            return semaphore.get(0);
        }
    }

    int format() {
        return format;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// Which of the [#FRAMES] frames is being made; what belongs to it is free after [#begin].
    int slot() {
        return slot;
    }

    /// Begins a frame: waits for the one before the last, and takes the next picture.
    ///
    /// @param windowWidth of the window's framebuffer, pixels; `windowHeight` likewise
    /// @return commands that draw into the picture, cleared to `background` (`0xRRGGBBAA`), to be given to
    ///     [#present]; null when there is nothing to draw into now
    public @Nullable CommandList begin(final int windowWidth, final int windowHeight, final int background) {
        if (windowWidth <= 0 || windowHeight <= 0) {
            return null;
        }
        stale |= windowWidth != width || windowHeight != height;
        device.await(tickets[slot]);
        // Twice: the window may have changed since its size was asked.
        for (int attempt = 0; attempt < 2; attempt++) {
            if (stale && !recreate(windowWidth, windowHeight)) {
                return null;
            }
            if (acquire()) {
                final CommandList commands = device.begin();
                beginRendering(commands, background);
                return commands;
            }
        }
        return null;
    }

    private boolean acquire() {
        try (MemoryStack stack = stackPush()) {
            final IntBuffer index = stack.ints(0);
            final int result = vkAcquireNextImageKHR(
                    device.handle(), handle, Long.MAX_VALUE, acquired[slot], VK_NULL_HANDLE, index);
            if (result == VK_ERROR_SURFACE_LOST_KHR) {
                lose();
                return false;
            }
            if (result == VK_ERROR_OUT_OF_DATE_KHR) {
                stale = true;
                return false;
            }
            // A suboptimal picture has been taken all the same: it is shown, and the next one is of the right size.
            stale = result == VK_SUBOPTIMAL_KHR;
            if (!stale) {
                VulkanException.check(result, "vkAcquireNextImageKHR");
            }
            image = index.get(0);
            return true;
        }
    }

    private void beginRendering(final CommandList commands, final int background) {
        commands.imageBarrier(
                images[image],
                VK_IMAGE_ASPECT_COLOR_BIT,
                VK_IMAGE_LAYOUT_UNDEFINED,
                VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                // the stage that waits for the picture
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                0,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT);
        try (MemoryStack stack = stackPush()) {
            final VkRenderingAttachmentInfo.Buffer colour = VkRenderingAttachmentInfo.calloc(1, stack)
                    .sType$Default()
                    .imageView(views[image])
                    .imageLayout(VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL)
                    .loadOp(VK_ATTACHMENT_LOAD_OP_CLEAR)
                    .storeOp(VK_ATTACHMENT_STORE_OP_STORE);
            for (int channel = 0; channel < 4; channel++) {
                final int value = background >>> (24 - 8 * channel) & 0xFF;
                colour.clearValue().color().float32(channel, value / 255f);
            }
            final VkRenderingInfo info =
                    VkRenderingInfo.calloc(stack).sType$Default().layerCount(1).pColorAttachments(colour);
            info.renderArea().extent().set(width, height);
            vkCmdBeginRendering(commands.handle(), info);
            final VkViewport.Buffer viewport =
                    VkViewport.calloc(1, stack).width(width).height(height).maxDepth(1);
            vkCmdSetViewport(commands.handle(), 0, viewport);
            final VkRect2D.Buffer scissor = VkRect2D.calloc(1, stack);
            scissor.extent().set(width, height);
            vkCmdSetScissor(commands.handle(), 0, scissor);
        }
    }

    /// Ends the frame and shows it.
    public void present(final CommandList commands) {
        commands.endRendering();
        commands.imageBarrier(
                images[image],
                VK_IMAGE_ASPECT_COLOR_BIT,
                VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL,
                VK_IMAGE_LAYOUT_PRESENT_SRC_KHR,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT,
                VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT,
                0);
        tickets[slot] = device.submit(commands, acquired[slot], rendered[image]);
        slot = (slot + 1) % FRAMES;
        try (MemoryStack stack = stackPush()) {
            final VkPresentInfoKHR info = VkPresentInfoKHR.calloc(stack)
                    .sType$Default()
                    .pWaitSemaphores(stack.longs(rendered[image]))
                    .swapchainCount(1)
                    .pSwapchains(stack.longs(handle))
                    .pImageIndices(stack.ints(image));
            final int result = vkQueuePresentKHR(device.queue(), info);
            if (result == VK_ERROR_SURFACE_LOST_KHR) {
                lose();
            } else if (result == VK_ERROR_OUT_OF_DATE_KHR || result == VK_SUBOPTIMAL_KHR) {
                stale = true;
            } else {
                VulkanException.check(result, "vkQueuePresentKHR");
            }
        }
    }

    /// @return whether the window has an area
    private boolean recreate(final int windowWidth, final int windowHeight) {
        // Presents have no fence of their own: only an idle queue tells that they are over.
        device.awaitIdle();
        vkQueueWaitIdle(device.queue());
        destroyImages();
        if (surfaceLost) {
            replaceSurface();
        }
        try (MemoryStack stack = stackPush()) {
            final VkSurfaceCapabilitiesKHR limits = VkSurfaceCapabilitiesKHR.calloc(stack);
            final int asked =
                    vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device.handle().getPhysicalDevice(), surface, limits);
            if (asked == VK_ERROR_SURFACE_LOST_KHR) {
                lose();
                return false;
            }
            VulkanException.check(asked, "vkGetPhysicalDeviceSurfaceCapabilitiesKHR");
            final boolean byWindow = limits.currentExtent().width() == EXTENT_BY_WINDOW;
            width = byWindow
                    ? Math.clamp(
                            windowWidth,
                            limits.minImageExtent().width(),
                            limits.maxImageExtent().width())
                    : limits.currentExtent().width();
            height = byWindow
                    ? Math.clamp(
                            windowHeight,
                            limits.minImageExtent().height(),
                            limits.maxImageExtent().height())
                    : limits.currentExtent().height();
            if (width == 0 || height == 0) {
                return false;
            }
            final int most = limits.maxImageCount() == 0 ? Integer.MAX_VALUE : limits.maxImageCount();
            final VkSwapchainCreateInfoKHR info = VkSwapchainCreateInfoKHR.calloc(stack)
                    .sType$Default()
                    .surface(surface)
                    .minImageCount(Math.min(Math.max(IMAGES_WANTED, limits.minImageCount()), most))
                    .imageFormat(format)
                    .imageColorSpace(VK_COLOR_SPACE_SRGB_NONLINEAR_KHR)
                    .imageArrayLayers(1)
                    .imageUsage(VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT)
                    .imageSharingMode(VK_SHARING_MODE_EXCLUSIVE)
                    .preTransform(limits.currentTransform())
                    .compositeAlpha(VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR)
                    .presentMode(VK_PRESENT_MODE_FIFO_KHR)
                    .clipped(true)
                    .oldSwapchain(handle);
            info.imageExtent().set(width, height);
            final LongBuffer created = stack.mallocLong(1);
            final int result = vkCreateSwapchainKHR(device.handle(), info, null, created);
            vkDestroySwapchainKHR(device.handle(), handle, null);
            handle = VK_NULL_HANDLE;
            if (result == VK_ERROR_SURFACE_LOST_KHR) {
                lose();
                return false;
            }
            VulkanException.check(result, "vkCreateSwapchainKHR");
            handle = created.get(0);
        }
        createViews();
        stale = false;
        return true;
    }

    private void createViews() {
        try (MemoryStack stack = stackPush()) {
            final IntBuffer count = stack.ints(0);
            VulkanException.check(
                    vkGetSwapchainImagesKHR(device.handle(), handle, count, null), "vkGetSwapchainImagesKHR");
            final LongBuffer handles = stack.mallocLong(count.get(0));
            VulkanException.check(
                    vkGetSwapchainImagesKHR(device.handle(), handle, count, handles), "vkGetSwapchainImagesKHR");
            images = new long[count.get(0)];
            views = new long[images.length];
            rendered = new long[images.length];
            final LongBuffer view = stack.mallocLong(1);
            for (int i = 0; i < images.length; i++) {
                images[i] = handles.get(i);
                final VkImageViewCreateInfo info = VkImageViewCreateInfo.calloc(stack)
                        .sType$Default()
                        .image(images[i])
                        .viewType(VK_IMAGE_VIEW_TYPE_2D)
                        .format(format);
                info.subresourceRange()
                        .aspectMask(VK_IMAGE_ASPECT_COLOR_BIT)
                        .levelCount(1)
                        .layerCount(1);
                VulkanException.check(vkCreateImageView(device.handle(), info, null, view), "vkCreateImageView");
                views[i] = view.get(0);
                rendered[i] = createSemaphore();
            }
        }
    }

    private void destroyImages() {
        for (int i = 0; i < images.length; i++) {
            vkDestroyImageView(device.handle(), views[i], null);
            vkDestroySemaphore(device.handle(), rendered[i], null);
        }
        images = new long[0];
    }

    /// Waits for the device. To be closed before the window and the device.
    @Override
    public void close() {
        device.awaitIdle();
        vkQueueWaitIdle(device.queue());
        destroyImages();
        for (final long semaphore : acquired) {
            vkDestroySemaphore(device.handle(), semaphore, null);
        }
        if (handle != VK_NULL_HANDLE) {
            vkDestroySwapchainKHR(device.handle(), handle, null);
        }
        if (surface != VK_NULL_HANDLE) {
            vkDestroySurfaceKHR(device.instance(), surface, null);
        }
    }
}
