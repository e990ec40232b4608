/// The suite `ingest`: rows that were committed become visible to queries.
@NullMarked
package dev.kymo.perf.ingesting;

import org.jspecify.annotations.NullMarked;
