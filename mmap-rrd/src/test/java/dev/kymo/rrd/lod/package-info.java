@org.jspecify.annotations.NullMarked
package dev.kymo.rrd.lod;
