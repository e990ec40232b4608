/// The command line of `kymo bench` and `kymo latency`.
@NullMarked
package dev.kymo.perf.cli;

import org.jspecify.annotations.NullMarked;
