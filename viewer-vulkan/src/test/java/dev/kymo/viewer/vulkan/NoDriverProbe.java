package dev.kymo.viewer.vulkan;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Run in a JVM of its own: prints why there is no device. Ends with 0 only when that was said as it should be.
final class NoDriverProbe {
    private NoDriverProbe() {}

    public static void main(final String[] args) throws IOException {
        try (GpuDevice device = GpuDevice.open(new DeviceOptions(null, false, true))) {
            throw new IllegalStateException("opened " + device.info());
        } catch (VulkanUnavailableException expected) {
            try (FileOutputStream output = new FileOutputStream(FileDescriptor.out)) {
                output.write(String.valueOf(expected.getMessage()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
