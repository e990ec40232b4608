/// Other formats to rows: LAS and LAZ, PCD, PLY, MCAP, folders of numbered images with depth and a trajectory.
///
/// [dev.kymo.importer.Importers] finds the importer for a source. Files are untrusted: a header may claim anything.
@NullMarked
package dev.kymo.importer;

import org.jspecify.annotations.NullMarked;
