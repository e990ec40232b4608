/// The robot: where it is, what its LiDAR and its camera see.
@NullMarked
package dev.kymo.demo.robot;

import org.jspecify.annotations.NullMarked;
