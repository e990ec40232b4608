/// The suite `log`: one thread hands rows to another process.
@NullMarked
package dev.kymo.perf.logging;

import org.jspecify.annotations.NullMarked;
