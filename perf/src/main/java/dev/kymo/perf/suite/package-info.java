/// What is measured beside what: the suites, their cases, sides, goals.
@NullMarked
package dev.kymo.perf.suite;

import org.jspecify.annotations.NullMarked;
