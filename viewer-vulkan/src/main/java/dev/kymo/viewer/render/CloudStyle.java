package dev.kymo.viewer.render;

import org.jspecify.annotations.Nullable;

/// How the clouds of a picture are shown, all of them.
///
/// @param fillsHoles whether gaps of up to four pixels between points are closed, and what shines through
///     them is hidden
/// @param eyeDome whether points that lie behind their surroundings are darker, so that shapes are seen
///     without a light
/// @param clip outside of which points are not shown; null for none
public record CloudStyle(
        boolean fillsHoles, boolean eyeDome, @Nullable ClipBox clip) {
    /// Points as they are.
    public static final CloudStyle PLAIN = new CloudStyle(false, false, null);

    public CloudStyle withFilledHoles(final boolean filled) {
        return new CloudStyle(filled, eyeDome, clip);
    }

    public CloudStyle withEyeDome(final boolean lit) {
        return new CloudStyle(fillsHoles, lit, clip);
    }

    public CloudStyle withClip(final @Nullable ClipBox box) {
        return new CloudStyle(fillsHoles, eyeDome, box);
    }
}
