@NullMarked
package dev.kymo.sdk.adapter;

import org.jspecify.annotations.NullMarked;
