/// Makes Java of the definitions of archetypes and components; a part of the build, and of nothing that runs.
@NullMarked
package dev.kymo.generator;

import org.jspecify.annotations.NullMarked;
