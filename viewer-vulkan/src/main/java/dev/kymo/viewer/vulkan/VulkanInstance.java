package dev.kymo.viewer.vulkan;

import static org.lwjgl.system.MemoryStack.stackPush;
import static org.lwjgl.vulkan.EXTDebugUtils.*;
import static org.lwjgl.vulkan.EXTValidationFeatures.VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT;
import static org.lwjgl.vulkan.VK13.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackDataEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCallbackEXT;
import org.lwjgl.vulkan.VkDebugUtilsMessengerCreateInfoEXT;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkLayerProperties;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkValidationFeaturesEXT;

/// The loader and its drivers, with the validation layer when asked for.
final class VulkanInstance implements AutoCloseable {
    private static final String VALIDATION_LAYER = "VK_LAYER_KHRONOS_validation";
    private static final String INSTALL =
            "install it with: apt-get install libvulkan1 mesa-vulkan-drivers (or your GPU maker's driver)";
    private static boolean loaderOpen;

    private final VkInstance instance;
    private final ValidationLog log;
    private final @Nullable VkDebugUtilsMessengerCallbackEXT callback;
    private final long messenger;

    private VulkanInstance(
            final VkInstance instance,
            final ValidationLog log,
            final @Nullable VkDebugUtilsMessengerCallbackEXT callback,
            final long messenger) {
        this.instance = instance;
        this.log = log;
        this.callback = callback;
        this.messenger = messenger;
    }

    /// @throws VulkanUnavailableException without loader library or driver, or without the layer that was asked for
    static VulkanInstance open(final boolean validation) {
        return open(validation, List.of());
    }

    /// @param extensions of the instance, such as those that a window's surface needs
    static VulkanInstance open(final boolean validation, final List<String> extensions) {
        openLoader();
        final ValidationLog log = new ValidationLog();
        try (MemoryStack stack = stackPush()) {
            final VkApplicationInfo application = VkApplicationInfo.calloc(stack)
                    .sType$Default()
                    .pApplicationName(stack.UTF8("Kymo"))
                    .apiVersion(VK_API_VERSION_1_3);
            final VkInstanceCreateInfo info =
                    VkInstanceCreateInfo.calloc(stack).sType$Default().pApplicationInfo(application);
            final List<String> wanted = new ArrayList<>(extensions);
            if (validation) {
                wanted.add(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
            }
            info.ppEnabledExtensionNames(names(stack, wanted));
            VkDebugUtilsMessengerCallbackEXT callback = null;
            VkDebugUtilsMessengerCreateInfoEXT messengerInfo = null;
            if (validation) {
                requireValidationLayer(stack);
                callback = VkDebugUtilsMessengerCallbackEXT.create((severity, type, data, user) -> {
                    log.add(VkDebugUtilsMessengerCallbackDataEXT.create(data).pMessageString());
                    return VK_FALSE;
                });
                messengerInfo = messengerInfo(stack, callback);
                // Missing barriers between commands, too: they may work by luck on one driver
                final VkValidationFeaturesEXT features = VkValidationFeaturesEXT.calloc(stack)
                        .sType$Default()
                        .pEnabledValidationFeatures(
                                stack.ints(VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT));
                messengerInfo.pNext(features.address());
                // In the chain too, so that creating and destroying the instance are watched as well
                info.pNext(messengerInfo.address()).ppEnabledLayerNames(stack.pointers(stack.UTF8(VALIDATION_LAYER)));
            }
            try {
                final PointerBuffer handle = stack.mallocPointer(1);
                final int result = vkCreateInstance(info, null, handle);
                if (result != VK_SUCCESS) {
                    throw new VulkanUnavailableException(
                            "no Vulkan driver (vkCreateInstance: " + VulkanException.nameOf(result) + "); " + INSTALL,
                            null);
                }
                final VkInstance instance = new VkInstance(handle.get(0), info);
                final VkDebugUtilsMessengerCallbackEXT watcher = callback;
                callback = null;
                final long messenger = messengerInfo == null
                        ? VK_NULL_HANDLE
                        : createMessenger(stack, instance, messengerInfo.pNext(0));
                return new VulkanInstance(instance, log, watcher, messenger);
            } finally {
                if (callback != null) {
                    callback.free();
                }
            }
        }
    }

    static @Nullable PointerBuffer names(final MemoryStack stack, final List<String> names) {
        if (names.isEmpty()) {
            return null;
        }
        final PointerBuffer pointers = stack.mallocPointer(names.size());
        names.forEach(name -> pointers.put(stack.UTF8(name)));
        return pointers.flip();
    }

    private static synchronized void openLoader() {
        if (loaderOpen) {
            return;
        }
        try {
            // LWJGL would otherwise load the library in a class initializer, whose failure can be seen only once
            Configuration.VULKAN_EXPLICIT_INIT.set(true);
            VK.create();
        } catch (UnsatisfiedLinkError missing) {
            throw new VulkanUnavailableException("the Vulkan loader (libvulkan.so.1) is missing; " + INSTALL, missing);
        }
        loaderOpen = true;
        if (VK.getInstanceVersionSupported() < VK_API_VERSION_1_3) {
            throw new VulkanUnavailableException(
                    "the Vulkan loader knows " + DeviceProbe.version(VK.getInstanceVersionSupported())
                            + ", 1.3 is needed; " + INSTALL,
                    null);
        }
    }

    private static void requireValidationLayer(final MemoryStack stack) {
        final IntBuffer count = stack.ints(0);
        VulkanException.check(vkEnumerateInstanceLayerProperties(count, null), "vkEnumerateInstanceLayerProperties");
        try (VkLayerProperties.Buffer layers = VkLayerProperties.calloc(count.get(0))) {
            VulkanException.check(
                    vkEnumerateInstanceLayerProperties(count, layers), "vkEnumerateInstanceLayerProperties");
            for (final VkLayerProperties layer : layers) {
                if (VALIDATION_LAYER.equals(layer.layerNameString())) {
                    return;
                }
            }
        }
        throw new VulkanUnavailableException(
                "KYMO_VALIDATION=1 asks for " + VALIDATION_LAYER
                        + ", which is missing; unset it or: apt-get install vulkan-validationlayers",
                null);
    }

    private static VkDebugUtilsMessengerCreateInfoEXT messengerInfo(
            final MemoryStack stack, final VkDebugUtilsMessengerCallbackEXT callback) {
        return VkDebugUtilsMessengerCreateInfoEXT.calloc(stack)
                .sType$Default()
                .messageSeverity(
                        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT)
                .messageType(VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT
                        | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT)
                .pfnUserCallback(callback);
    }

    private static long createMessenger(
            final MemoryStack stack, final VkInstance instance, final VkDebugUtilsMessengerCreateInfoEXT info) {
        final LongBuffer handle = stack.mallocLong(1);
        VulkanException.check(
                vkCreateDebugUtilsMessengerEXT(instance, info, null, handle), "vkCreateDebugUtilsMessengerEXT");
        return handle.get(0);
    }

    VkInstance handle() {
        return instance;
    }

    ValidationLog log() {
        return log;
    }

    /// In the driver's order; empty when no driver found a device.
    List<VkPhysicalDevice> physicalDevices() {
        try (MemoryStack stack = stackPush()) {
            final IntBuffer count = stack.ints(0);
            final int result = vkEnumeratePhysicalDevices(instance, count, null);
            final List<VkPhysicalDevice> devices = new ArrayList<>();
            if (result != VK_SUCCESS || count.get(0) == 0) {
                return devices;
            }
            final PointerBuffer handles = stack.mallocPointer(count.get(0));
            VulkanException.check(vkEnumeratePhysicalDevices(instance, count, handles), "vkEnumeratePhysicalDevices");
            for (int i = 0; i < count.get(0); i++) {
                devices.add(new VkPhysicalDevice(handles.get(i), instance));
            }
            return devices;
        }
    }

    static VulkanUnavailableException noDevice() {
        return new VulkanUnavailableException("no Vulkan device; " + INSTALL, null);
    }

    @Override
    public void close() {
        if (messenger != VK_NULL_HANDLE) {
            vkDestroyDebugUtilsMessengerEXT(instance, messenger, null);
        }
        vkDestroyInstance(instance, null);
        if (callback != null) {
            callback.free();
        }
    }
}
