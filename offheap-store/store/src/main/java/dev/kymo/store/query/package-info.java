/// Questions about many columns at once: tables of rows, the newest lines of all logs, and values in other types.
@org.jspecify.annotations.NullMarked
package dev.kymo.store.query;
