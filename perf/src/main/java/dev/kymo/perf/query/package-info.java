/// The suites `latest-at` and `range`: questions to a store in memory.
@NullMarked
package dev.kymo.perf.query;

import org.jspecify.annotations.NullMarked;
