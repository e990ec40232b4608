/// Runs suites: worker processes, rounds that alternate between sides, what the machine did meanwhile, statistics.
@NullMarked
package dev.kymo.perf.run;

import org.jspecify.annotations.NullMarked;
