/// The bytes of the `.rrd` format: layouts of the frames, field numbers of the protobuf messages inside them, and a
/// bounded reader and writer of protobuf over memory. `docs/FORMAT.md` describes it as a whole.
@NullMarked
package dev.kymo.rrd.format;

import org.jspecify.annotations.NullMarked;
