/// Files that programs write themselves, and what another program's viewer makes of them.
@NullMarked
package dev.kymo.sdk.file;

import org.jspecify.annotations.NullMarked;
