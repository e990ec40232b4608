/// The `.rrd` file: written so that it is valid at every instant, mapped and read in place, verified and described.
@NullMarked
package dev.kymo.rrd;

import org.jspecify.annotations.NullMarked;
