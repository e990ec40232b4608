/// The path of rows from a logging program into shared memory: the ring, the payload area and the journal, and the
/// producer's side of the protocol around them. Needs no JVM flag and prints no warning; knows only the model.
///
/// The bytes are described in `docs/RING_LAYOUT.md`; each layout is one `*Descriptor` class here.
@NullMarked
package dev.kymo.ring;

import org.jspecify.annotations.NullMarked;
