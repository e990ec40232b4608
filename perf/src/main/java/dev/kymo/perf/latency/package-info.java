/// `kymo latency`: a ready probe of a paced loop that logs.
@NullMarked
package dev.kymo.perf.latency;

import org.jspecify.annotations.NullMarked;
