/// The edge to programs that use Arrow: nothing else of Kymo knows its vectors.
@NullMarked
package dev.kymo.arrow;

import org.jspecify.annotations.NullMarked;
