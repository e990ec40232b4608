/// What a program logs with: open a [dev.kymo.sdk.RecordingStream], log archetypes to entity paths.
///
/// Needs `kymo-ring` and `kymo-model` beside it and nothing else: no JVM flag, no other jar.
@NullMarked
package dev.kymo.sdk;

import org.jspecify.annotations.NullMarked;
