/// The words of Kymo as types. Imports only `java.base`, so that a logging program can hold them without any other jar.
///
/// Everything here is an immutable value or a borrowed view ([dev.kymo.store.model.ArrayData]); nothing owns memory.
@NullMarked
package dev.kymo.store.model;

import org.jspecify.annotations.NullMarked;
