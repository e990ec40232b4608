/// Build time only: turns the GLSL of `src/main/glsl` into the SPIR-V that the jar carries.
@NullMarked
package dev.kymo.viewer.shaders;

import org.jspecify.annotations.NullMarked;
