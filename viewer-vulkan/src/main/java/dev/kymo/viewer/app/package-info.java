/// Whole jobs made of the parts below: a recorder, a screenshot.
@NullMarked
package dev.kymo.viewer.app;

import org.jspecify.annotations.NullMarked;
