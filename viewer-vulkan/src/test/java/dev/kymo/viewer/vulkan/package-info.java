@NullMarked
package dev.kymo.viewer.vulkan;

import org.jspecify.annotations.NullMarked;
