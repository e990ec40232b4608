/// Libraries that Kymo is measured beside, each in its best reasonable use.
@NullMarked
package dev.kymo.perf.peers;

import org.jspecify.annotations.NullMarked;
