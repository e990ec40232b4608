/// The suites `points` and `frame`: pictures without a window.
@NullMarked
package dev.kymo.perf.picture;

import org.jspecify.annotations.NullMarked;
