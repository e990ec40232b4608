@NullMarked
package dev.kymo.store.ipc;

import org.jspecify.annotations.NullMarked;
