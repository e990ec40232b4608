/// Small steps without data, by JMH.
@NullMarked
package dev.kymo.perf.micro;

import org.jspecify.annotations.NullMarked;
