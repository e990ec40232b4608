/// The only package that calls Vulkan: device choice, memory, uploads, pipelines, command lists.
///
/// Buffers reach shaders by device address, so there are no descriptor sets. Except where a class says
/// otherwise all calls belong to one thread, the one that opened the device; everything is closed by whoever
/// created it.
@NullMarked
package dev.kymo.viewer.vulkan;

import org.jspecify.annotations.NullMarked;
