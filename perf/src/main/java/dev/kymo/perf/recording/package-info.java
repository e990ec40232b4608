/// The suite `record`: messages to a recording on disk.
@NullMarked
package dev.kymo.perf.recording;

import org.jspecify.annotations.NullMarked;
