/// Rows of one entity, columnar: the unit that is stored, filed, mapped and queried.
@NullMarked
package dev.kymo.store.chunk;

import org.jspecify.annotations.NullMarked;
