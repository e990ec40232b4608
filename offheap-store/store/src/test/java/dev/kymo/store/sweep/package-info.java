@org.jspecify.annotations.NullMarked
package dev.kymo.store.sweep;
