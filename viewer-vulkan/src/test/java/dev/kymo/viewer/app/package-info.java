@NullMarked
package dev.kymo.viewer.app;

import org.jspecify.annotations.NullMarked;
