/// Arrow's IPC stream of one record batch, read in place and written without a copy of the values.
@NullMarked
package dev.kymo.store.ipc;

import org.jspecify.annotations.NullMarked;
