/// Logging straight into a file, without a recorder.
@NullMarked
package dev.kymo.sdk.file;

import org.jspecify.annotations.NullMarked;
