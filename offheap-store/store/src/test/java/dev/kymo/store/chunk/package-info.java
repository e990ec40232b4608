@NullMarked
package dev.kymo.store.chunk;

import org.jspecify.annotations.NullMarked;
