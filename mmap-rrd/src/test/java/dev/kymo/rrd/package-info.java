/// Files written, read, broken and judged.
@NullMarked
package dev.kymo.rrd;

import org.jspecify.annotations.NullMarked;
