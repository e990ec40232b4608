package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.CommandList;

/// What every renderer needs to record its part of one frame.
///
/// @param frameInfo address of the shaders' FrameInfo
record FrameContext(CommandList commands, FrameDrawData frame, int width, int height, long frameInfo) {
    float[] clipFromObject(final double[] worldFromObject) {
        return frame.camera().clipFromObject(worldFromObject, width, height);
    }

    float[] clipOf(final double[] world) {
        return frame.camera().clipOf(world, width, height);
    }
}
