/// Draws frames: one renderer and one kind of draw data per primitive. Knows devices and buffers, no store.
@NullMarked
package dev.kymo.viewer.render;

import org.jspecify.annotations.NullMarked;
