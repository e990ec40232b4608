@NullMarked
package dev.kymo.viewer.view;

import org.jspecify.annotations.NullMarked;
