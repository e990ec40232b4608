/// What a run is shown as: a table, JSON, an HTML page, a part of docs/RESULTS.md.
@NullMarked
package dev.kymo.perf.report;

import org.jspecify.annotations.NullMarked;
