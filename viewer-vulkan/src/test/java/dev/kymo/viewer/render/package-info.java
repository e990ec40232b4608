@NullMarked
package dev.kymo.viewer.render;

import org.jspecify.annotations.NullMarked;
