/// The viewer's window as a whole: opens it, wires panels to a session, runs until it is closed.
@NullMarked
package dev.kymo.viewer.ui;

import org.jspecify.annotations.NullMarked;
