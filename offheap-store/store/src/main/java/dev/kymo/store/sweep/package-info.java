/// Giving memory back without a reader noticing: what goes first, what has to stay, and how much at a time.
@org.jspecify.annotations.NullMarked
package dev.kymo.store.sweep;
