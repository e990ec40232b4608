@org.jspecify.annotations.NullMarked
package dev.kymo.importer;
