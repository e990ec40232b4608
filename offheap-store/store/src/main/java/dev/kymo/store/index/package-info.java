/// Where rows are: per entity and component, chunks by time, published whole so that readers never wait.
@NullMarked
package dev.kymo.store.index;

import org.jspecify.annotations.NullMarked;
