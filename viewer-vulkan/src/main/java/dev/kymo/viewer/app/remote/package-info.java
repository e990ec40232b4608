/// A recorder's door for other machines: it takes what they log, and shows viewers what it files.
@NullMarked
package dev.kymo.viewer.app.remote;

import org.jspecify.annotations.NullMarked;
