/// Off-heap memory with an owner and a tag, and the epochs that say when nobody reads it any more.
@NullMarked
package dev.kymo.store.memory;

import org.jspecify.annotations.NullMarked;
