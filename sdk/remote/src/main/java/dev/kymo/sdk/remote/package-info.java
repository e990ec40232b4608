/// Logging to a recorder over TCP: [TcpSink], and the protocol that it, recorders and remote viewers speak.
@NullMarked
package dev.kymo.sdk.remote;

import org.jspecify.annotations.NullMarked;
