/// The command line: one class per command, on top of everything else.
@NullMarked
package dev.kymo.cli;

import org.jspecify.annotations.NullMarked;
