/// Whole jobs made of the parts below: a recorder, a screenshot, the demo's story.
@NullMarked
package dev.kymo.viewer.app;

import org.jspecify.annotations.NullMarked;
