package dev.kymo.viewer.vulkan;

/// What device memory is for; [GpuDevice#memoryBytes(GpuMemoryTag)] counts by it.
public enum GpuMemoryTag {
    POINTS,
    LINES,
    TEXTURES,
    TARGETS,
    STAGING,
    READBACK,
    INTERFACE,
    FRAME
}
