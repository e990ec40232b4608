/// Short programs, each about one thing that a program logs. Start one beside `./kymo view live:` or `./kymo record`.
@NullMarked
package dev.kymo.examples;

import org.jspecify.annotations.NullMarked;
