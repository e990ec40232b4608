/// `sweep`: readers while memory is given back.
@org.jspecify.annotations.NullMarked
package dev.kymo.perf.sweeping;
