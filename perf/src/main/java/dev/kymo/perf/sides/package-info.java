/// What the harness brings itself: Kymo's sides, and peers that need no library of their own.
@NullMarked
package dev.kymo.perf.sides;

import org.jspecify.annotations.NullMarked;
