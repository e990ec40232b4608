/// The recorder's side of the rings: finds producers, drains their rings, trusts nothing in them, and hands
/// rows to a [dev.kymo.store.model.RowSink].
@NullMarked
package dev.kymo.ingest;

import org.jspecify.annotations.NullMarked;
