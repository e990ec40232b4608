@NullMarked
package dev.kymo.sdk.remote;

import org.jspecify.annotations.NullMarked;
