/// Logging straight into a file, or a stream that another program reads, without a recorder.
@NullMarked
package dev.kymo.sdk.file;

import org.jspecify.annotations.NullMarked;
