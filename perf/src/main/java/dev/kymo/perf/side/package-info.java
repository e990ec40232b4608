/// What is measured: a side does a case's work in a process of its own; Kymo is one side, each peer another.
@NullMarked
package dev.kymo.perf.side;

import org.jspecify.annotations.NullMarked;
