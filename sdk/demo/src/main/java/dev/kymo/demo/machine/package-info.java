/// This machine's own numbers, from `/proc`.
@NullMarked
package dev.kymo.demo.machine;

import org.jspecify.annotations.NullMarked;
