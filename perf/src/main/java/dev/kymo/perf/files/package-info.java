/// The suites `open`, `space` and `import`: files.
@NullMarked
package dev.kymo.perf.files;

import org.jspecify.annotations.NullMarked;
