/// From rows to chunks: open chunks are filled, sealed by bytes, rows or age, and handed to a sink.
@NullMarked
package dev.kymo.store.ingest;

import org.jspecify.annotations.NullMarked;
