/// The words of Kymo as types. Imports only `java.base`, so that a logging program can hold them without any other jar.
///
/// Everything here is an immutable value or a borrowed view ([dev.kymo.store.model.ArrayData], and
/// [dev.kymo.store.model.FlatRow], which is filled anew for each row); nothing owns memory.
@NullMarked
package dev.kymo.store.model;

import org.jspecify.annotations.NullMarked;
