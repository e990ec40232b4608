/// From a store and a time to draw data: the only part of the viewer, with what stands above it, that asks the
/// store.
@NullMarked
package dev.kymo.viewer.view;

import org.jspecify.annotations.NullMarked;
