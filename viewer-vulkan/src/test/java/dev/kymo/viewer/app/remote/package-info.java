/// The recorder's door to other machines, with real sockets.
@NullMarked
package dev.kymo.viewer.app.remote;

import org.jspecify.annotations.NullMarked;
