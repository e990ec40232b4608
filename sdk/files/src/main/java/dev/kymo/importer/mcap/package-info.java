/// MCAP files: the container's records ([dev.kymo.importer.mcap.McapReader]), and messages as values by their schemas
/// ([dev.kymo.importer.mcap.MessageDecoder]). What becomes of the values is not known here.
///
/// Files are untrusted: every length, count and offset is checked before use.
@NullMarked
package dev.kymo.importer.mcap;

import org.jspecify.annotations.NullMarked;
